/** Requests that their clients gave a key, carried out once. */
@NullMarked
package behflow.command.idempotency;

import org.jspecify.annotations.NullMarked;
