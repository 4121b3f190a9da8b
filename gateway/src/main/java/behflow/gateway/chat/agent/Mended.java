package behflow.gateway.chat.agent;

import behflow.api.kernel.Text;

/**
 * Tells on what a provider says as it will be kept: without what can't be stored. A character's two halves may come in two
 * pieces.
 */
final class Mended implements Listener {

    private final Listener listener;
    private String half = "";

    Mended(Listener listener) {
        this.listener = listener;
    }

    @Override
    public synchronized void text(String delta) {
        String text = half + delta;
        int end = text.length();
        if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
            end--;
        }
        half = text.substring(end);
        if (end > 0) {
            listener.text(Text.mended(text.substring(0, end)));
        }
    }

    /** Nothing more comes of this answer. */
    synchronized void complete() {
        if (!half.isEmpty()) {
            half = "";
            listener.text("\uFFFD");
        }
    }

    @Override
    public synchronized void discarded() {
        half = "";
        listener.discarded();
    }

    @Override
    public synchronized void tool(String name, String outcome) {
        complete();
        listener.tool(name, outcome);
    }
}
