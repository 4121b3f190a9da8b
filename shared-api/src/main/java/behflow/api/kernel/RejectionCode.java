package behflow.api.kernel;

/** Why something was refused, independent of any protocol. The gateway maps each to one status. */
public enum RejectionCode {
    /** A value breaks a rule (400). */
    INVALID,
    /** No valid proof of who asks (401). */
    UNAUTHENTICATED,
    /** Someone else's, or not for this role (403). */
    FORBIDDEN,
    /** No such thing, or no longer (404). */
    NOT_FOUND,
    /** It does not fit the present state (409). */
    CONFLICT,
    /** The version that the client named is not the present one (412). */
    PRECONDITION_FAILED,
    /** The request is well formed and can't be done (422). */
    UNPROCESSABLE,
    /** Too often (429); the exception tells when to come back. */
    TOO_MANY,
    /** The database or the queue before it does not take work now (503). */
    UNAVAILABLE
}
