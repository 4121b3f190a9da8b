/** Tasks over REST. */
@NullMarked
package behflow.gateway.task;

import org.jspecify.annotations.NullMarked;
