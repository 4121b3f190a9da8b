/** The tail of an owner's log, live: one feed, several transports. */
@NullMarked
package behflow.gateway.live;

import org.jspecify.annotations.NullMarked;
