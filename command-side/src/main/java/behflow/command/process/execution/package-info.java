/** Runs: how they are accepted, claimed, carried out and ended. */
@NullMarked
package behflow.command.process.execution;

import org.jspecify.annotations.NullMarked;
