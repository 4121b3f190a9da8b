package behflow.api.chat.event;

import behflow.api.kernel.Erasure;
import behflow.api.kernel.StoredAs;
import java.util.List;

/**
 * The conversation was deleted, and its personal text taken out of the log; its name can be used again.
 *
 * @param basis     {@link behflow.api.audit.ErasureBasis#wire()}
 * @param positions the ranges of positions in the owner's log whose payload was replaced, [[from, to], …]
 * @param remaining lower-case hexadecimal SHA-256 over the SHA-256 of each payload as it stands afterwards, in order
 */
@StoredAs(
        value = "chat.erased",
        personal = {})
public record ChatErased(String basis, List<List<Long>> positions, String remaining) implements ChatEvent, Erasure {}
