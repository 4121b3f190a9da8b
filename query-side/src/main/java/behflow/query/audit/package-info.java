/** History: what happened, why, and what differs between two moments. */
@NullMarked
package behflow.query.audit;

import org.jspecify.annotations.NullMarked;
