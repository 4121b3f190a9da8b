package behflow.command.following;

import behflow.api.kernel.Origin;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.async.SequencingPolicy;

/** Events of one owner are handled one after another. The owner's id as text has the same hash in every JVM. */
final class OwnerSequence implements SequencingPolicy<EventMessage<?>> {

    @Override
    public Object getSequenceIdentifierFor(EventMessage<?> event) {
        return String.valueOf(event.getMetaData().get(Origin.OWNER_ID));
    }
}
