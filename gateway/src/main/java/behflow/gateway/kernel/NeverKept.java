package behflow.gateway.kernel;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Nothing of such a request is kept, not even a hash of it: it has a password, or ends the session that a repetition would
 * come with, or its answer may quote somebody else, whose erasure would not find it. Its {@code Idempotency-Key} is ignored.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
public @interface NeverKept {}
