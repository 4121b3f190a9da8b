package behflow.architecture.violations.gateway;

import behflow.command.eventstore.EventStoreNode;

/** Breaks: the gateway knows messages only. */
class KnowsCommandSide {
    Class<?> store = EventStoreNode.class;
}
