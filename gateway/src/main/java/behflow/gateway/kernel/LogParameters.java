package behflow.gateway.kernel;

import behflow.api.kernel.FieldError;
import behflow.api.kernel.RejectedException;
import behflow.api.kernel.RejectionCode;
import behflow.api.kernel.Text;
import behflow.api.task.query.PointInTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** The query parameters of everything that reads the log. All errors are found before anything is thrown. */
public final class LogParameters {

    private final MultiValueMap<String, String> parameters;
    private final ZoneId zone;
    private final List<FieldError> errors = new ArrayList<>();

    /** @param zone in which dates and times without an offset are meant */
    public LogParameters(MultiValueMap<String, String> parameters, ZoneId zone) {
        this.parameters = parameters;
        this.zone = zone;
    }

    /** {@code limit}, from 1 to the maximum; null where absent. */
    public @Nullable Integer limit(int maximum) {
        return read("limit", raw -> {
            Long limit = WholeNumbers.parse(raw);
            if (limit == null || limit < 1 || limit > maximum) {
                throw RejectedException.invalid(
                        "limit", "limit must be a whole number from 1 to %d.".formatted(maximum));
            }
            return limit.intValue();
        });
    }

    /** A position, sequence or version: 0 and up; null where absent. */
    public @Nullable Long number(String name) {
        return read(name, raw -> {
            Long number = WholeNumbers.parse(raw);
            if (number == null) {
                throw RejectedException.invalid(name, name + " must be a whole number from 0.");
            }
            return number;
        });
    }

    /** False where absent. */
    public boolean flag(String name) {
        return Boolean.TRUE.equals(read(name, raw -> switch (raw) {
            case "true" -> true;
            case "false" -> false;
            default -> throw RejectedException.invalid(name, name + " must be true or false.");
        }));
    }

    /** {@code as_of} or {@code as_of_position}; null where both are absent. */
    public @Nullable PointInTime asOf() {
        return one(instant("as_of"), position("as_of_position"));
    }

    /** {@code as_of}, {@code as_of_position} or {@code version}; null where all are absent. */
    public @Nullable PointInTime asOfOneTask() {
        Long version = number("version");
        return one(
                instant("as_of"),
                position("as_of_position"),
                version == null ? null : new PointInTime.AsOfVersion(version));
    }

    /** A position where it is a whole number, else an instant; null where absent. */
    public @Nullable PointInTime point(String name) {
        String raw = parameters.getFirst(name);
        return raw != null && raw.matches("-?\\d+") ? position(name) : instant(name);
    }

    /** @throws RejectedException INVALID with all errors found so far */
    public void check() {
        if (!errors.isEmpty()) {
            throw new RejectedException(RejectionCode.INVALID, errors.get(0).message(), errors, null);
        }
    }

    private @Nullable PointInTime instant(String name) {
        return read(name, raw -> new PointInTime.AsOf(InstantReader.readParameter(name, raw, zone)));
    }

    private @Nullable PointInTime position(String name) {
        Long position = number(name);
        return position == null ? null : new PointInTime.AsOfPosition(position);
    }

    private @Nullable PointInTime one(@Nullable PointInTime... points) {
        PointInTime found = null;
        for (PointInTime point : points) {
            if (point != null && found != null) {
                errors.add(new FieldError("as_of", "as_of, as_of_position and version exclude each other."));
            }
            found = found == null ? point : found;
        }
        return found;
    }

    private <T> @Nullable T read(String name, Function<String, T> reader) {
        String raw = parameters.getFirst(name);
        if (raw == null) {
            return null;
        }
        try {
            return reader.apply(Text.wellFormed(name, raw));
        } catch (RejectedException e) {
            errors.addAll(e.errors().isEmpty() ? List.of(new FieldError(name, e.detail())) : e.errors());
            return null;
        }
    }
}
