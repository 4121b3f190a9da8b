package behflow.gateway.chat.agent;

/** Hears of a turn while it goes on. Called from the turn's threads, one call at a time. */
public interface Listener {

    /** Nobody listens. */
    Listener NONE = new Listener() {};

    /** The model has said so much more. */
    default void text(String delta) {}

    /** What the model has said since its last call of a tool does not count: it is asked again. */
    default void discarded() {}

    /**
     * A tool was called.
     *
     * @param outcome in a few words, never a text of the user's
     */
    default void tool(String name, String outcome) {}
}
