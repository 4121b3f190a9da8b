package behflow.command.kernel;

import behflow.command.eventstore.EventRows;
import java.util.List;

/**
 * Commands to aggregates of one owner that stand or fall together: one unit of work, one transaction, one answer, which is
 * that of the last. Each is decided by its aggregate as if it had come alone. Where any is refused, or an aggregate has moved
 * on, nothing of all is stored, and nothing is tried again.
 *
 * @param commands not empty; at least one stores something
 * @param rows     what is written in the same transaction
 */
public record Together(List<?> commands, EventRows rows) {}
