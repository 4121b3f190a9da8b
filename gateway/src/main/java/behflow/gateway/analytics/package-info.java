/** Analytics over HTTP: reports as JSON, CSV and SVG. */
@NullMarked
package behflow.gateway.analytics;

import org.jspecify.annotations.NullMarked;
