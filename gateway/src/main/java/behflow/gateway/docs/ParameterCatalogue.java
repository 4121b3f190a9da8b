package behflow.gateway.docs;

import io.swagger.v3.oas.models.media.BooleanSchema;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What each query parameter and each variable of a path means, wherever it stands. */
final class ParameterCatalogue {

    /** The header by which a POST can be sent again. */
    static final String KEY = "Idempotency-Key";

    private static final String MOMENT =
            " RFC 3339; a date alone means its end, a local date-time the wall time in the user's zone.";

    /** The filters that the list of tasks and all that is about many tasks take. */
    static final List<String> TASK_FILTERS =
            List.of("status", "priority", "tag", "q", "deleted", "due_before", "due_after", "overdue");

    private static final Map<String, Described> QUERY = new LinkedHashMap<>();
    private static final Map<String, Described> PATH = new LinkedHashMap<>();

    static {
        query("status", "Any of these statuses, repeated or comma-separated.", text("not_started,in_progress"));
        query("priority", "Any of these priorities, repeated or comma-separated.", text("high,urgent"));
        query("tag", "A tag that the task must have; repeated, each of them.", text("project"));
        query(
                "q",
                "Words that name or description must have, each from its beginning; in scripts that put no space between"
                        + " words, anywhere.",
                text("review doc"));
        query("deleted", "True: only deleted tasks, which can be restored.", flag());
        query("due_before", "Due before this." + MOMENT, text("2025-12-31T23:59:59Z"));
        query("due_after", "Due after this." + MOMENT, text("2025-12-01"));
        query("overdue", "True: only tasks that are due by now and not completed.", flag());
        query(
                "sort",
                "`created_at`, `due_date`, `priority` or `updated_at`, with `-` ahead for descending.",
                text("-created_at"));
        query("limit", "At most so many.", number(1, 50));
        query("cursor", "The `next_cursor` of the page before.", text("eyJrIjoi"));
        query(
                "as_of",
                "The state at this moment, which must not be in the future." + MOMENT,
                text("2025-12-18T10:00:00Z"));
        query("as_of_position", "The state after this position of the owner's log.", number(0, 12));
        query("version", "The task as it was in this version.", number(0, 3));
        query("after", "Only what comes after this one.", number(0, 0));
        query("proof", "True: adds what it takes to verify each event.", flag());
        query(
                "from",
                "Where to begin: a moment, a date, or a position of the log where one is meant.",
                text("2025-12-01"));
        query("to", "Where to end: as `from`; now where it is absent.", text("2025-12-31"));
        query("position", "A position of the owner's log that was seen earlier.", number(1, 12));
        query(
                "hash",
                "The hash that was seen there, 64 hexadecimal digits.",
                text("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"));
        query("dry_run", "True: says what would be changed, and changes nothing.", flag());
        query("scope", "`own`, or for administrators `installation`: totals of all users, without text.", text("own"));
        query("bucket", "`day`, `week` or `month`.", text("week"));
        query("remaining", "How many tasks are to be completed; without it those of the filter.", number(1, 20));
        query("seed", "Of the random numbers: the same seed gives the same answer.", number(0, 42));
        query("by", "How many will be completed by this date.", text("2026-03-31"));

        query("If-Match", "The version that was seen, as its `ETag`; 412 where the task has another.", text("\"3\""));
        query(
                KEY,
                "Names this request: sent again within 24 hours with the same key and body, it is answered as the first"
                        + " time and not carried out again; with another body it is 422.",
                text("5f0c8b1e-review").minLength(1).maxLength(255).pattern("^[!-~]+$"));
        query("Last-Event-ID", "The position of the last event that was received.", text("12"));

        path("task_id", "The task's id.", uuid());
        path("process_id", "The process's id.", uuid());
        path("execution_id", "The execution's id.", uuid());
        path("correlation_id", "The `X-Correlation-Id` of a write, or an event's `cause.correlation_id`.", uuid());
        path("user_id", "The user's id.", uuid());
        path("session_id", "The session's id.", text("abc-123"));
        path("id", "The id.", text("1"));
        path("name", "The name.", text("task_view"));
    }

    private ParameterCatalogue() {}

    private record Described(String description, Schema<?> schema) {}

    /** @throws IllegalArgumentException where nobody has described the parameter */
    static Parameter query(String name) {
        Described described = QUERY.get(name);
        if (described == null) {
            throw new IllegalArgumentException("The query parameter %s is not in the catalogue".formatted(name));
        }
        return new QueryParameter()
                .name(name)
                .required(false)
                .description(described.description())
                .schema(described.schema());
    }

    /** @throws IllegalArgumentException where nobody has described the parameter */
    static Parameter header(String name) {
        return query(name).in("header");
    }

    /** A limit, with what an operation has for it: the most that may be asked for, and what there is unasked, 0 being all. */
    static void bound(Parameter limit, int most, int standard) {
        limit.setDescription("At most so many, from 1 to %,d; without it %s."
                .formatted(most, standard == 0 ? "all" : "%,d".formatted(standard)));
        limit.setSchema(number(1, 50).maximum(BigDecimal.valueOf(most)));
    }

    /** Completes a parameter that its controller has not described. */
    static void describe(Parameter parameter) {
        Described described =
                ("path".equals(parameter.getIn()) ? PATH : QUERY).get(String.valueOf(parameter.getName()));
        if (described != null && parameter.getDescription() == null) {
            parameter.setDescription(described.description());
        }
        if (described != null && parameter.getSchema() == null && parameter.getContent() == null) {
            parameter.setSchema(described.schema());
        }
        if (described != null && parameter.getExample() == null) {
            parameter.setExample(example(parameter, described));
        }
    }

    private static Object example(Parameter parameter, Described described) {
        boolean uuid = parameter.getSchema() != null
                && "uuid".equals(parameter.getSchema().getFormat());
        return uuid ? Examples.UUID : described.schema().getExample();
    }

    private static void query(String name, String description, Schema<?> schema) {
        QUERY.put(name, new Described(description, schema));
    }

    private static void path(String name, String description, Schema<?> schema) {
        PATH.put(name, new Described(description, schema));
    }

    private static Schema<?> text(String example) {
        return typed(new StringSchema(), "string").example(example);
    }

    private static Schema<?> uuid() {
        return text(Examples.UUID).format("uuid");
    }

    private static Schema<?> flag() {
        return typed(new BooleanSchema(), "boolean").example(true);
    }

    private static Schema<?> number(int minimum, int example) {
        return typed(new IntegerSchema(), "integer")
                .minimum(BigDecimal.valueOf(minimum))
                .example(example);
    }

    /** OpenAPI 3.1 writes the set of types. */
    private static Schema<?> typed(Schema<?> schema, String type) {
        schema.addType(type);
        return schema;
    }
}
