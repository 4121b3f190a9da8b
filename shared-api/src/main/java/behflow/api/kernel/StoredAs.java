package behflow.api.kernel;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The name under which an event is stored, for ever: dotted, its first part the kind of aggregate. A class may be renamed
 * or moved; this name may not.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface StoredAs {

    /** For example {@code task.created}. */
    String value();

    /** The revision of the payload's shape; older ones are upcast. */
    String revision() default "1";
}
