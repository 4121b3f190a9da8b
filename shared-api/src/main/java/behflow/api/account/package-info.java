/** Accounts and their sessions: plain rows, not events. */
@NullMarked
package behflow.api.account;

import org.jspecify.annotations.NullMarked;
