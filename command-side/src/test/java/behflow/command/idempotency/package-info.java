/** Keys of requests on real PostgreSQL, on two nodes. */
@NullMarked
package behflow.command.idempotency;

import org.jspecify.annotations.NullMarked;
