package behflow.api.task.event;

import behflow.api.kernel.Erasure;
import behflow.api.kernel.StoredAs;
import java.util.List;

/**
 * The personal text of a deleted task was taken out of the log.
 *
 * @param basis     {@link behflow.api.audit.ErasureBasis#wire()}
 * @param positions the ranges of positions in the owner's log whose payload was replaced, [[from, to], …]
 * @param remaining lower-case hexadecimal SHA-256 over the SHA-256 of each payload as it stands afterwards, in order
 */
@StoredAs(
        value = "task.erased",
        personal = {})
public record TaskErased(String basis, List<List<Long>> positions, String remaining) implements TaskEvent, Erasure {}
