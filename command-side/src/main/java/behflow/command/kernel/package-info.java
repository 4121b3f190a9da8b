/** How commands run: buses, serializers, correlation. */
@NullMarked
package behflow.command.kernel;

import org.jspecify.annotations.NullMarked;
