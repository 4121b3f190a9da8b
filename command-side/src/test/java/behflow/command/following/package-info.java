@NullMarked
package behflow.command.following;

import org.jspecify.annotations.NullMarked;
