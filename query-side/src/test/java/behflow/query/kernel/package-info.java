@NullMarked
package behflow.query.kernel;

import org.jspecify.annotations.NullMarked;
