package behflow.command.process.trigger;

/** A condition could not be evaluated on an event; the message is kept for the process's owner and quotes nothing of the event. */
final class ConditionFailedException extends RuntimeException {

    ConditionFailedException(String message) {
        super(message, null, false, false);
    }
}
