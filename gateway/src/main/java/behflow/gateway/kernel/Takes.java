package behflow.gateway.kernel;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The query parameters that an operation reads by hand, for its description. What each means is written once, in the
 * documentation's catalogue, because they mean the same wherever they are taken.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface Takes {

    /** Names from the catalogue. */
    String[] value() default {};

    /** Whether it takes the filters of the list of tasks. */
    boolean taskFilters() default false;

    /** The most that {@code limit} may be; needed wherever it is taken. */
    int most() default 0;

    /** What the absence of {@code limit} means; 0: all. */
    int standard() default 0;
}
