package behflow.gateway.kernel;

import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads request bodies strictly: UTF-8, one JSON object, no key twice, at most 32 levels deep. Unknown fields are ignored.
 * Everything that is wrong with the fields is found before anything is thrown.
 */
public final class JsonBody {

    private static final int DEPTH = 32;
    private static final String DUPLICATE = "Duplicate ";
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private JsonBody() {}

    /**
     * Reads a body by its fields.
     *
     * @param zone   in which dates without an offset are meant
     * @param reader makes the request of the fields; throws nothing for single fields, which {@link JsonFields} collects
     * @throws RejectedException INVALID, with all field errors
     */
    public static <T> T read(byte @Nullable [] body, ZoneId zone, Function<JsonFields, T> reader) {
        JsonFields fields = new JsonFields(object(body), zone);
        return fields.finish(reader);
    }

    /**
     * As {@link #read(byte[], ZoneId, Function)}; a bad body is complained of only after {@code guard} has found that the
     * resource exists and is the caller's. On a good body the guard does not run: the command will find out.
     */
    public static <T> T read(byte @Nullable [] body, ZoneId zone, Function<JsonFields, T> reader, Runnable guard) {
        try {
            return read(body, zone, reader);
        } catch (RejectedException e) {
            guard.run();
            throw e;
        }
    }

    private static ObjectNode object(byte @Nullable [] body) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body == null ? new byte[0] : body))
                    .toString();
            if (text.isBlank()) {
                throw malformed("The request needs a JSON object as its body");
            }
            JsonNode node = MAPPER.readTree(text);
            if (node instanceof ObjectNode object) {
                return object;
            }
            throw malformed("The body must be a JSON object");
        } catch (CharacterCodingException e) {
            throw malformed("The body is not UTF-8");
        } catch (StreamConstraintsException e) {
            throw malformed(excess(e.getOriginalMessage()));
        } catch (NumberFormatException e) {
            // Of a decimal whose exponent is none of an int: the parser lets it through.
            throw malformed("A number in the body is too large or too small");
        } catch (JacksonException e) {
            throw malformed(
                    e.getOriginalMessage().startsWith(DUPLICATE)
                            ? "An object in the body has two fields of the same name"
                            : "The body is not well-formed JSON");
        }
    }

    /** The parser has one exception for all its limits, and tells them apart by the beginning of what it says. */
    private static String excess(String message) {
        if (message.startsWith("Document nesting depth")) {
            return "The body is nested more than %d levels deep".formatted(DEPTH);
        }
        if (message.startsWith("Number")) {
            return "A number in the body has too many digits";
        }
        if (message.startsWith("Name")) {
            return "The name of a field in the body is too long";
        }
        return "A value in the body is too long";
    }

    private static RejectedException malformed(String detail) {
        return new RejectedException(RejectionCode.INVALID, detail);
    }
}
