package behflow.gateway.chat.mcp;

import behflow.api.kernel.ActorKind;
import behflow.api.kernel.Origin;
import behflow.api.kernel.RejectedException;
import behflow.gateway.chat.tools.Tool;
import behflow.gateway.chat.tools.ToolCatalogue;
import behflow.gateway.chat.tools.Turn;
import behflow.gateway.kernel.Caller;
import behflow.gateway.kernel.RequestIds;
import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.SyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The agent's tools as the protocol describes and calls them. Each call is a cause of its own, by an agent for the caller. */
@Component
class McpTools {

    /** Under which the caller stands in the transport's context. */
    static final String CALLER = "behflow.caller";

    private static final Logger LOG = LoggerFactory.getLogger(McpTools.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final ToolCatalogue catalogue;

    McpTools(ToolCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    List<SyncToolSpecification> specifications() {
        return catalogue.tools().stream()
                .map(tool ->
                        new SyncToolSpecification(described(tool), (context, request) -> call(tool, context, request)))
                .toList();
    }

    private static McpSchema.Tool described(Tool tool) {
        return McpSchema.Tool.builder(tool.name(), tool.input())
                .description(tool.description())
                .outputSchema(tool.output())
                .annotations(McpSchema.ToolAnnotations.builder()
                        .title(tool.title())
                        .readOnlyHint(tool.hints().readOnly())
                        .destructiveHint(tool.hints().destructive())
                        .idempotentHint(tool.hints().idempotent())
                        .openWorldHint(tool.hints().openWorld())
                        .build())
                .build();
    }

    private McpSchema.CallToolResult call(Tool tool, McpTransportContext context, McpSchema.CallToolRequest request) {
        Caller caller = (Caller) context.get(CALLER);
        Map<String, Object> arguments = request.arguments() == null ? Map.of() : request.arguments();
        try {
            ObjectNode result =
                    catalogue.call(tool, JSON.writeValueAsString(arguments), Turn.of(caller, origin(caller)));
            return McpSchema.CallToolResult.builder()
                    .addTextContent(result.toString())
                    .structuredContent(JSON.convertValue(result, new TypeReference<Map<String, Object>>() {}))
                    .isError(false)
                    .build();
        } catch (RejectedException e) {
            return error(e.detail());
        } catch (RuntimeException e) {
            LOG.error("The tool {} failed", tool.name(), e);
            return error("Internal server error");
        }
    }

    private static McpSchema.CallToolResult error(String detail) {
        return McpSchema.CallToolResult.builder()
                .addTextContent(detail)
                .isError(true)
                .build();
    }

    private static Origin origin(Caller caller) {
        UUID request = RequestIds.current();
        return new Origin(
                ActorKind.AGENT, caller.userId(), caller.userId(), request, null, request, null, null, null, 0);
    }
}
