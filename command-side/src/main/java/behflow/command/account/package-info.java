/** Accounts, sessions and the throttling of logins. */
@NullMarked
package behflow.command.account;

import org.jspecify.annotations.NullMarked;
