package behflow.api.kernel;

import java.util.Map;
import java.util.UUID;

/**
 * What clients name their requests by ({@code Idempotency-Key}), so that one that is sent again is carried out once. A key is
 * its user's, stands for one request for 24 hours, and is known to every node.
 */
public interface RequestKeys {

    /**
     * Takes a key for a request, or says what stands in the way. Where it is granted, all that is stored under this request's
     * id on this node needs the claim to be there still, and {@link #keep} or {@link #release} must follow.
     *
     * @param fingerprint tells the request from any other
     */
    Claim claim(UUID userId, String key, byte[] fingerprint, UUID requestId);

    /** Ends a claim that was granted: whoever uses the key from now on gets this answer. */
    void keep(UUID requestId, Answer answer);

    /** Ends a claim that was granted, without an answer. Where nothing was stored under it, the key is free again. */
    void release(UUID requestId);

    /** @param headers of its own, the media type among them; each has one value */
    record Answer(int status, Map<String, String> headers, byte[] body) {}

    /** What becomes of a request with a key. */
    sealed interface Claim {

        /** It is to be carried out. */
        record Granted() implements Claim {}

        /** It is being carried out, on whichever node. */
        record Running() implements Claim {}

        /** It was carried out, and answered so. */
        record Answered(Answer answer) implements Claim {}

        /**
         * It was carried out, and its answer is not there: its node died first, or something was erased since.
         *
         * @param correlationId of what it stored
         */
        record Unanswered(UUID correlationId) implements Claim {}

        /** The key stands for another request. */
        record Taken() implements Claim {}
    }
}
