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

    /**
     * Where the payload holds a person's text (names, descriptions, tags, messages), in any of its revisions: paths of stored
     * names such as {@code rule.parameters}, empty for none. An erasure sets these to null and leaves the rest; the record must
     * be readable with any of them null.
     */
    String[] personal();
}
