package behflow.gateway.kernel;

import behflow.api.kernel.Ids;
import java.beans.PropertyEditorSupport;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.format.support.FormattingConversionService;
import org.springframework.stereotype.Component;
import org.springframework.validation.Validator;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.support.ConfigurableWebBindingInitializer;

/**
 * Ids, whole numbers and flags in paths and queries have one form each, the one that {@link LogParameters} reads. The
 * framework's own readers would trim them, and take a sign, hexadecimal digits, {@code on} or {@code yes}; they are also
 * asked again where a converter has refused, so these are editors, which are asked alone. {@link ApiErrors} says what
 * becomes of a value that is refused. A binder is set up here and not by an advice's method, which the framework would look
 * at anew for each request.
 */
@Component
class PlainParameters extends ConfigurableWebBindingInitializer {

    PlainParameters(
            @Qualifier("mvcConversionService") FormattingConversionService conversions,
            @Qualifier("mvcValidator") Validator validator) {
        setConversionService(conversions);
        setValidator(validator);
    }

    @Override
    public void initBinder(WebDataBinder binder) {
        super.initBinder(binder);
        binder.registerCustomEditor(UUID.class, new Reader(raw -> Ids.parse(raw).orElse(null)));
        Reader number = new Reader(WholeNumbers::parse);
        binder.registerCustomEditor(long.class, number);
        binder.registerCustomEditor(Long.class, number);
        Reader small = new Reader(PlainParameters::small);
        binder.registerCustomEditor(int.class, small);
        binder.registerCustomEditor(Integer.class, small);
        Reader flag = new Reader(PlainParameters::flag);
        binder.registerCustomEditor(boolean.class, flag);
        binder.registerCustomEditor(Boolean.class, flag);
    }

    private static @Nullable Integer small(String raw) {
        Long number = WholeNumbers.parse(raw);
        return number == null || number > Integer.MAX_VALUE ? null : Integer.valueOf(number.intValue());
    }

    private static @Nullable Boolean flag(String raw) {
        return switch (raw) {
            case "true" -> true;
            case "false" -> false;
            default -> null;
        };
    }

    private static final class Reader extends PropertyEditorSupport {

        private final Function<String, ? extends @Nullable Object> parse;

        Reader(Function<String, ? extends @Nullable Object> parse) {
            this.parse = parse;
        }

        @Override
        public void setAsText(String raw) {
            Object value = parse.apply(raw);
            if (value == null) {
                throw new IllegalArgumentException("Not the one form of this parameter");
            }
            setValue(value);
        }
    }
}
