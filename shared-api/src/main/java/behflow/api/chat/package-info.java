/** Conversations with the agent. */
@NullMarked
package behflow.api.chat;

import org.jspecify.annotations.NullMarked;
