/** Conversations: queries and their results. */
@NullMarked
package behflow.api.chat.query;

import org.jspecify.annotations.NullMarked;
