/** Administration: projections, dead letters, console commands. */
@NullMarked
package behflow.api.admin;

import org.jspecify.annotations.NullMarked;
