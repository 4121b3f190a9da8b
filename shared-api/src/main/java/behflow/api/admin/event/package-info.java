/** Events of administration. */
@NullMarked
package behflow.api.admin.event;

import org.jspecify.annotations.NullMarked;
