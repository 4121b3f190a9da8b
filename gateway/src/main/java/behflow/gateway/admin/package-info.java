/** For administrators: projections. */
@NullMarked
package behflow.gateway.admin;

import org.jspecify.annotations.NullMarked;
