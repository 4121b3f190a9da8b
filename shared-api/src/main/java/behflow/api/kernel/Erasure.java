package behflow.api.kernel;

import java.util.List;

/**
 * An event that says which payloads were replaced by themselves without personal text, in the same transaction as it was
 * stored. Their commitments stay, so the chain holds, and what remains of them is bound by this event.
 */
public interface Erasure extends DomainEvent {

    /** The reason, one of the server's own words. */
    String basis();

    /** The ranges of positions in the owner's log whose payload was replaced: [[from, to], …]. */
    List<List<Long>> positions();

    /** Lower-case hexadecimal SHA-256 over the SHA-256 of each payload as it stands afterwards, in order. */
    String remaining();
}
