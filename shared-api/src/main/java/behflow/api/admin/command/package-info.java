/** Commands of administration. */
@NullMarked
package behflow.api.admin.command;

import org.jspecify.annotations.NullMarked;
