/** The conversation aggregate. */
@NullMarked
package behflow.command.chat;

import org.jspecify.annotations.NullMarked;
