/** Analytics: queries and their answers. */
@NullMarked
package behflow.api.analytics.query;

import org.jspecify.annotations.NullMarked;
