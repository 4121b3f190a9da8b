/** What follows from events of processes and runs. */
@NullMarked
package behflow.command.process.automation;

import org.jspecify.annotations.NullMarked;
