/** Accounts over REST, and who holds a token. */
@NullMarked
package behflow.gateway.account;

import org.jspecify.annotations.NullMarked;
