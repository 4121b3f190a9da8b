/** Conversations: events, as they are stored. */
@NullMarked
package behflow.api.chat.event;

import org.jspecify.annotations.NullMarked;
