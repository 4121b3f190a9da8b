/** Analytics: how work flows, folded from the log into dimensions and facts, and read as reports. */
@NullMarked
package behflow.query.analytics;

import org.jspecify.annotations.NullMarked;
