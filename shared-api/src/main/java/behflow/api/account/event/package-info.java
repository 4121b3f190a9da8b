/** What happens to accounts and must be known to others: no text. */
@NullMarked
package behflow.api.account.event;

import org.jspecify.annotations.NullMarked;
