/** What is due when, and what becomes of it. */
@NullMarked
package behflow.command.process.schedule;

import org.jspecify.annotations.NullMarked;
