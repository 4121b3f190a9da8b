package behflow.api.kernel;

import java.util.UUID;

/** A row of a read model, found by its id. */
public interface Row {

    UUID id();
}
