/** Conversations as they are read. */
@NullMarked
package behflow.query.chat;

import org.jspecify.annotations.NullMarked;
