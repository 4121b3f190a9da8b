package behflow.api.account.event;

import behflow.api.kernel.Erasure;
import behflow.api.kernel.StoredAs;
import java.util.List;

/**
 * The account is gone, and with it all personal text of its user's log. It is the last event of that log.
 *
 * @param basis     {@link behflow.api.audit.ErasureBasis#wire()}
 * @param positions the ranges of positions in the owner's log whose payload was replaced, [[from, to], …]
 * @param remaining lower-case hexadecimal SHA-256 over the SHA-256 of each payload as it stands afterwards, in order
 */
@StoredAs(
        value = "account.erased",
        personal = {})
public record AccountErased(String basis, List<List<Long>> positions, String remaining)
        implements AccountEvent, Erasure {}
