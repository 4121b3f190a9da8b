package behflow.gateway.chat.language;

/** What is left of a text when phrases are cut out of it. */
final class NameBuilder {

    private final int[] points;
    private final StringBuilder name = new StringBuilder();
    private int done;

    NameBuilder(int[] points) {
        this.points = points;
    }

    /** Cuts from start to end, after all that was cut before. */
    void cut(int start, int end) {
        add(new String(points, done, start - done));
        done = end;
    }

    String build() {
        add(new String(points, done, points.length - done));
        String text = name.toString();
        text = text.replaceAll("\\(\\s*\\)|\\[\\s*]", "").strip();
        String before;
        do {
            before = text;
            text = text.replaceAll("^[,;:\\-\u2013\u2014.!?]+\\s", "")
                    .replaceAll("\\s*[,;:\\-\u2013\u2014]+$", "")
                    .strip();
        } while (!text.equals(before));
        return text.matches("[\\p{Punct}\\s]*") && done > 0 ? "" : text;
    }

    private void add(String piece) {
        if (done == 0 || name.length() == 0 && done > 0) {
            name.append(done == 0 ? piece : piece.stripLeading());
            return;
        }
        String left = name.toString().stripTrailing();
        String right = piece.stripLeading();
        name.setLength(0);
        if (right.startsWith(",") && (left.endsWith(",") || left.isEmpty())) {
            right = right.substring(1).stripLeading();
        }
        boolean glue = right.isEmpty() || ",;:.!?)]".indexOf(right.charAt(0)) >= 0 || left.endsWith("(");
        name.append(left).append(glue ? "" : " ").append(right);
    }
}
