/** What every slice shares: ids, origins, rejections, and the shape of an inline projection. */
@NullMarked
package behflow.api.kernel;

import org.jspecify.annotations.NullMarked;
