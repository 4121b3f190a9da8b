/** What processes can do: each action is one class. */
@NullMarked
package behflow.command.process.action;

import org.jspecify.annotations.NullMarked;
