/** Accounts on real PostgreSQL, on one node and on two. */
@NullMarked
package behflow.command.account;

import org.jspecify.annotations.NullMarked;
