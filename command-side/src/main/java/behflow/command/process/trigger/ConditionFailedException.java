package behflow.command.process.trigger;

/** A condition could not be evaluated on an event; the message is for the process's owner. */
final class ConditionFailedException extends RuntimeException {

    ConditionFailedException(String message) {
        super(message, null, false, false);
    }
}
