/** The description of the API, and the pages that show it. */
@NullMarked
package behflow.gateway.docs;

import org.jspecify.annotations.NullMarked;
