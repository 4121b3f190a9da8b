package behflow.architecture.violations.query;

import behflow.command.eventstore.EventStoreNode;

/** Breaks: the query side knows nothing of the command side. */
class KnowsCommandSide {
    Class<?> store = EventStoreNode.class;
}
