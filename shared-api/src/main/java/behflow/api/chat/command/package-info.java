/** Conversations: commands. */
@NullMarked
package behflow.api.chat.command;

import org.jspecify.annotations.NullMarked;
