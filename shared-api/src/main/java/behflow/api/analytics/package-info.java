/** Analytics: how work flows. */
@NullMarked
package behflow.api.analytics;

import org.jspecify.annotations.NullMarked;
