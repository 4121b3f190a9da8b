/** What projections know of accounts. */
@NullMarked
package behflow.query.account;

import org.jspecify.annotations.NullMarked;
