/** Processes: queries and their results. */
@NullMarked
package behflow.api.process.query;

import org.jspecify.annotations.NullMarked;
