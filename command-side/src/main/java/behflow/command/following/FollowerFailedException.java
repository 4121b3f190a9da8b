package behflow.command.following;

/** A follower failed on a batch, which is undone and comes again. */
final class FollowerFailedException extends RuntimeException {

    FollowerFailedException(String follower, Exception cause) {
        super("The follower %s failed on a batch of events".formatted(follower), cause);
    }
}
