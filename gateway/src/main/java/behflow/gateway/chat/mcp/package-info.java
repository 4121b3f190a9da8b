/** The Model Context Protocol: the tools for other assistants. */
@NullMarked
package behflow.gateway.chat.mcp;

import org.jspecify.annotations.NullMarked;
