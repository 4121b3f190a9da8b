package behflow.api.kernel;

import java.util.List;

/** Every inline projection of this version, where no service runs; found by {@link java.util.ServiceLoader}. */
public interface InlineProjections {

    List<InlineProjection<?>> all();
}
