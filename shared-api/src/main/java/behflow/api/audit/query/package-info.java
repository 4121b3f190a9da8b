/** What history is asked. */
@NullMarked
package behflow.api.audit.query;

import org.jspecify.annotations.NullMarked;
