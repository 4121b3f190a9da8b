package behflow.command.process;

import java.time.ZoneId;
import java.util.UUID;

/** In which zone an owner's days begin and end. */
public interface OwnerZones {

    /** The owner's own zone, or that of the installation where they set none. */
    ZoneId of(UUID ownerId);

    /** That of the installation. */
    ZoneId standard();
}
