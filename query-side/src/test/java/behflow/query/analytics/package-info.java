@NullMarked
package behflow.query.analytics;

import org.jspecify.annotations.NullMarked;
