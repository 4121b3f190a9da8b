/** What every door shares: who calls, how bodies are read, how rejections look. */
@NullMarked
package behflow.gateway.kernel;

import org.jspecify.annotations.NullMarked;
