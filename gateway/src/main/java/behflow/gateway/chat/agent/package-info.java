/** The agent: a model, built in or a provider's, and the tools it may call. */
@NullMarked
package behflow.gateway.chat.agent;

import org.jspecify.annotations.NullMarked;
