package behflow.architecture.violations.api;

import org.springframework.core.io.ByteArrayResource;

/** Breaks: shared-api knows the JDK and annotations only. */
class KnowsSpring {
    ByteArrayResource resource = new ByteArrayResource(new byte[0]);
}
