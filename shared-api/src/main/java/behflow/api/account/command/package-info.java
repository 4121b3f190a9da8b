/** Commands about accounts. */
@NullMarked
package behflow.api.account.command;

import org.jspecify.annotations.NullMarked;
