package behflow.command.process.action;

import behflow.api.process.query.ActionDescriptions;
import behflow.api.process.query.ListActions;
import org.axonframework.queryhandling.QueryHandler;
import org.springframework.stereotype.Component;

/** Answers {@link ListActions}. */
@Component
class ActionQueryHandler {

    private final Actions actions;

    ActionQueryHandler(Actions actions) {
        this.actions = actions;
    }

    @QueryHandler
    ActionDescriptions list(ListActions query) {
        return new ActionDescriptions(actions.all().stream()
                .map(action -> new ActionDescriptions.Action(
                        action.name(), action.description(), action.parameters().jsonSchema()))
                .toList());
    }
}
