package behflow.gateway.kernel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpOutputMessage;
import org.springframework.http.converter.HttpMessageConverters.ServerBuilder;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;
import org.springframework.http.converter.xml.Jaxb2RootElementHttpMessageConverter;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * JSON answers say their {@code Content-Length}. Without it an answer goes out in chunks, the last of them a write and a packet
 * of its own. Nothing is ever XML, which a library on the class path would offer: each answer would be examined for it.
 */
@Component
@Order(Ordered.LOWEST_PRECEDENCE)
class JsonAnswers implements ServerHttpMessageConvertersCustomizer {

    private static final int USUAL_BYTES = 2_048;

    private final JsonMapper json;

    JsonAnswers(JsonMapper json) {
        this.json = json;
    }

    @Override
    public void customize(ServerBuilder builder) {
        builder.withJsonConverter(new Converter(json))
                .configureMessageConvertersList(
                        all -> all.removeIf(Jaxb2RootElementHttpMessageConverter.class::isInstance));
    }

    private static final class Converter extends JacksonJsonHttpMessageConverter {

        Converter(JsonMapper json) {
            super(json);
        }

        @Override
        protected void writeInternal(
                Object answer, ResolvableType type, HttpOutputMessage output, @Nullable Map<String, Object> hints)
                throws IOException {
            ByteArrayOutputStream body = new ByteArrayOutputStream(USUAL_BYTES);
            super.writeInternal(answer, type, new Unsent(output.getHeaders(), body), hints);
            output.getHeaders().setContentLength(body.size());
            body.writeTo(output.getBody());
        }
    }

    private record Unsent(HttpHeaders headers, OutputStream body) implements HttpOutputMessage {

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public OutputStream getBody() {
            return body;
        }
    }
}
