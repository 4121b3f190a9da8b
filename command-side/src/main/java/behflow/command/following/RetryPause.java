package behflow.command.following;

/** Ends a transaction of retried letters before it grows too long; no failure. */
final class RetryPause extends RuntimeException {

    RetryPause() {
        super("The rest of the letters goes into the next transaction", null, false, false);
    }
}
