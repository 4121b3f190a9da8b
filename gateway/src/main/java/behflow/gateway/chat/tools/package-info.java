/** What a model can do for a user: one tool for each capability, the same for the chat agent and over MCP. */
@NullMarked
package behflow.gateway.chat.tools;

import org.jspecify.annotations.NullMarked;
