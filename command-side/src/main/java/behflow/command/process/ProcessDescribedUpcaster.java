package behflow.command.process;

import behflow.command.eventstore.RevisionUpcaster;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code process.described} of revision 1 told both texts before and after, also one that stayed. What was erased there is
 * null before and after: that is told as a change to nothing, so that the text ahead of it does not come back.
 */
public final class ProcessDescribedUpcaster extends RevisionUpcaster {

    public ProcessDescribedUpcaster() {
        super("process.described", "1", "2");
    }

    @Override
    protected ObjectNode upcast(ObjectNode payload) {
        JsonNode name = change(payload, "name");
        JsonNode description = change(payload, "description");
        payload.removeAll();
        payload.set("name", name);
        payload.set("description", description);
        return payload;
    }

    private static JsonNode change(ObjectNode payload, String field) {
        JsonNode from = payload.path("from_" + field);
        JsonNode to = payload.path("to_" + field);
        if (from.isString() && from.equals(to)) {
            return payload.nullNode();
        }
        ObjectNode change = payload.objectNode();
        change.set("from", from.isMissingNode() ? payload.nullNode() : from);
        change.set("to", to.isMissingNode() ? payload.nullNode() : to);
        return change;
    }
}
