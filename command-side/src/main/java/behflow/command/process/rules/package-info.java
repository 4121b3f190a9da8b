/** Rules about processes, each a sentence. */
@NullMarked
package behflow.command.process.rules;

import org.jspecify.annotations.NullMarked;
