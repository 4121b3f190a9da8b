package behflow.architecture.violations.command;

import behflow.command.eventstore.EventStoreNode;
import behflow.gateway.kernel.Caller;

/** Breaks: the command side knows nothing of the gateway; and slices do not reach into the event store. */
class KnowsGateway {
    Class<?> door = Caller.class;
    Class<?> store = EventStoreNode.class;
}
