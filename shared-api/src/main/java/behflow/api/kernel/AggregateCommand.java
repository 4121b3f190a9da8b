package behflow.api.kernel;

import java.util.UUID;

/** A command to one aggregate that exists. */
public interface AggregateCommand {

    /** The aggregate that decides. */
    UUID aggregateId();
}
