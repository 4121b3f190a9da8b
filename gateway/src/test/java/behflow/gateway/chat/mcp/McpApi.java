package behflow.gateway.chat.mcp;

import behflow.HttpApi;
import io.modelcontextprotocol.client.McpClient;
import io.modelcontextprotocol.client.McpSyncClient;
import io.modelcontextprotocol.client.transport.HttpClientStreamableHttpTransport;
import io.modelcontextprotocol.spec.McpSchema;
import java.net.http.HttpClient;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The SDK's client over real HTTP, as one user. */
final class McpApi implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final McpSyncClient client;

    McpApi(String base, HttpApi user) {
        client = McpClient.sync(HttpClientStreamableHttpTransport.builder(base)
                        .endpoint("/mcp")
                        .customizeClient(http -> http.version(HttpClient.Version.HTTP_1_1))
                        .httpRequestCustomizer((request, method, uri, body, context) ->
                                request.setHeader("Authorization", "Bearer " + user.token()))
                        .build())
                .build();
        client.initialize();
    }

    McpSyncClient client() {
        return client;
    }

    McpSchema.CallToolResult call(String tool, Map<String, Object> arguments) {
        return client.callTool(
                McpSchema.CallToolRequest.builder(tool).arguments(arguments).build());
    }

    /** What a tool answers that does not fail. */
    JsonNode done(String tool, Map<String, Object> arguments) {
        McpSchema.CallToolResult result = call(tool, arguments);
        if (Boolean.TRUE.equals(result.isError())) {
            throw new AssertionError(tool + " " + arguments + ": " + text(result));
        }
        return JSON.valueToTree(result.structuredContent());
    }

    /** What a tool says that fails. */
    String refused(String tool, Map<String, Object> arguments) {
        McpSchema.CallToolResult result = call(tool, arguments);
        if (!Boolean.TRUE.equals(result.isError())) {
            throw new AssertionError(tool + " " + arguments + " did not fail: " + text(result));
        }
        return text(result);
    }

    private static String text(McpSchema.CallToolResult result) {
        return ((McpSchema.TextContent) result.content().get(0)).text();
    }

    @Override
    public void close() {
        client.close();
    }
}
