package behflow.command.process.trigger;

import behflow.api.kernel.RejectedException;
import com.google.common.collect.ImmutableCollection;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelOptions;
import dev.cel.common.CelValidationException;
import dev.cel.common.types.CelType;
import dev.cel.common.types.CelTypeProvider;
import dev.cel.common.types.ListType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.types.StructType;
import dev.cel.compiler.CelCompiler;
import dev.cel.compiler.CelCompilerFactory;
import dev.cel.parser.CelStandardMacro;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.CelRuntime;
import dev.cel.runtime.CelRuntimeFactory;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * CEL over {@code event}, {@code task} and {@code before}: type-checked against their fields when a process is saved, and
 * bounded in length, depth, steps and regular expressions.
 */
final class Cel {

    private static final int LENGTH = 1_000;
    private static final int KEPT = 500;

    private static final CelOptions OPTIONS = CelOptions.current()
            .maxExpressionCodePointSize(LENGTH)
            .maxParseRecursionDepth(24)
            .comprehensionMaxIterations(1_000)
            .maxRegexProgramSize(500)
            .enableTimestampEpoch(true)
            .evaluateCanonicalTypesToNativeValues(true)
            .build();

    private static final StructType TASK = struct(
            "behflow.Task",
            ImmutableMap.<String, CelType>builder()
                    .put("task_id", SimpleType.STRING)
                    .put("name", SimpleType.STRING)
                    .put("description", SimpleType.STRING)
                    .put("status", SimpleType.STRING)
                    .put("priority", SimpleType.STRING)
                    .put("due_date", SimpleType.TIMESTAMP)
                    .put("tags", ListType.create(SimpleType.STRING))
                    .put("version", SimpleType.INT)
                    .put("created_at", SimpleType.TIMESTAMP)
                    .put("updated_at", SimpleType.TIMESTAMP)
                    .put("completed_at", SimpleType.TIMESTAMP)
                    .put("deleted", SimpleType.BOOL)
                    .buildOrThrow());

    private static final StructType EVENT = struct(
            "behflow.Event",
            ImmutableMap.of(
                    "type", SimpleType.STRING,
                    "timestamp", SimpleType.TIMESTAMP,
                    "actor", SimpleType.STRING,
                    "position", SimpleType.INT,
                    "sequence", SimpleType.INT,
                    "data", MapType.create(SimpleType.STRING, SimpleType.DYN)));

    private final CelCompiler compiler = CelCompilerFactory.standardCelCompilerBuilder()
            .setOptions(OPTIONS)
            .setStandardMacros(CelStandardMacro.STANDARD_MACROS)
            .setTypeProvider(new Types())
            .addVar("event", EVENT)
            .addVar("task", TASK)
            .addVar("before", TASK)
            .setResultType(SimpleType.BOOL)
            .build();

    private final CelRuntime runtime =
            CelRuntimeFactory.standardCelRuntimeBuilder().setOptions(OPTIONS).build();

    /** Programs by expression: those last used. */
    private final Map<String, CelRuntime.Program> programs =
            Collections.synchronizedMap(new LinkedHashMap<>(16, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, CelRuntime.Program> eldest) {
                    return size() > KEPT;
                }
            });

    /** @throws RejectedException INVALID with what the compiler says */
    void check(String expression) {
        try {
            program(expression);
        } catch (CelValidationException e) {
            String first = e.getErrors().isEmpty() ? "" : e.getErrors().get(0).getMessage();
            first = first.replaceFirst(" \\(candidates: .*", "");
            throw RejectedException.invalid(
                    "event_filter.condition",
                    "event_filter.condition must be a CEL expression that is true or false: " + first);
        } catch (CelEvaluationException e) {
            throw RejectedException.invalid(
                    "event_filter.condition", "event_filter.condition can't be prepared for evaluation.");
        }
    }

    /**
     * What CEL says of a failure quotes what it failed on, such as a task's name: only the kind of it is told.
     *
     * @throws ConditionFailedException where it can't be evaluated on these facts
     */
    boolean evaluate(String expression, Facts facts) {
        try {
            if (program(expression).eval(facts.variables()) instanceof Boolean result) {
                return result;
            }
            throw new ConditionFailedException("The condition asks for something that this event does not have.");
        } catch (CelEvaluationException e) {
            throw new ConditionFailedException("The condition could not be evaluated on this event ("
                    + e.getErrorCode().name().toLowerCase(Locale.ROOT) + ").");
        } catch (CelValidationException e) {
            throw new ConditionFailedException("The condition is none that this version can evaluate.");
        }
    }

    private CelRuntime.Program program(String expression) throws CelValidationException, CelEvaluationException {
        CelRuntime.Program known = programs.get(expression);
        if (known != null) {
            return known;
        }
        CelAbstractSyntaxTree tree = compiler.compile(expression).getAst();
        CelRuntime.Program program = runtime.createProgram(tree);
        programs.put(expression, program);
        return program;
    }

    private static StructType struct(String name, ImmutableMap<String, CelType> fields) {
        return StructType.create(name, fields.keySet(), field -> Optional.ofNullable(fields.get(field)));
    }

    /** The types of the variables, by name. */
    private static final class Types implements CelTypeProvider {
        @Override
        public ImmutableCollection<CelType> types() {
            return ImmutableSet.of(TASK, EVENT);
        }

        @Override
        public Optional<CelType> findType(String name) {
            return types().stream().filter(type -> type.name().equals(name)).findFirst();
        }
    }
}
