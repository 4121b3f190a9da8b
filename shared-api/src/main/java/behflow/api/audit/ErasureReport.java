package behflow.api.audit;

import java.util.List;
import java.util.UUID;

/**
 * What an erasure did.
 *
 * @param subjectId the account, the task or the conversation
 * @param basis     {@link ErasureBasis#wire()}
 * @param position  of the event of erasure, in the owner's log
 * @param positions the ranges of positions whose text is gone, [[from, to], …]
 */
public record ErasureReport(UUID subjectId, String basis, long position, List<List<Long>> positions) {}
