package behflow.gateway.analytics;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.StringSchema;
import org.springdoc.core.customizers.OperationCustomizer;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.method.HandlerMethod;

/** Every report can also be had as CSV and as SVG. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ReportFormats implements OperationCustomizer {

    static final String CSV = "text/csv";
    static final String SVG = "image/svg+xml";

    @Override
    public Operation customize(Operation operation, HandlerMethod handler) {
        if (AnalyticsController.class.isAssignableFrom(handler.getBeanType())) {
            Content content = operation.getResponses().get("200").getContent();
            content.addMediaType(CSV, text("date,arrivals,completions\r\n2025-12-18,3,2\r\n"));
            content.addMediaType(SVG, text("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"));
        }
        return operation;
    }

    private static MediaType text(String example) {
        StringSchema schema = new StringSchema();
        schema.addType("string");
        return new MediaType().schema(schema).example(example);
    }
}
