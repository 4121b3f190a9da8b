/** Conversations over REST. */
@NullMarked
package behflow.gateway.chat;

import org.jspecify.annotations.NullMarked;
