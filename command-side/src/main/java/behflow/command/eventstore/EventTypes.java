package behflow.command.eventstore;

import behflow.api.kernel.DomainEvent;
import behflow.api.kernel.StoredAs;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.util.ClassUtils;

/** The stored names of events and the classes that they are today: a closed list, so that no other class is ever read. */
public final class EventTypes {

    private final Map<String, Class<? extends DomainEvent>> classes = new HashMap<>();

    /** Every event of the shared API. */
    public static EventTypes ofSharedApi() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false) {
            @Override
            protected boolean isCandidateComponent(
                    org.springframework.beans.factory.annotation.AnnotatedBeanDefinition definition) {
                return true;
            }
        };
        scanner.addIncludeFilter(new AnnotationTypeFilter(StoredAs.class));
        EventTypes types = new EventTypes();
        scanner.findCandidateComponents("behflow.api")
                .forEach(definition -> types.add(ClassUtils.resolveClassName(
                                String.valueOf(definition.getBeanClassName()), EventTypes.class.getClassLoader())
                        .asSubclass(DomainEvent.class)));
        return types;
    }

    private void add(Class<? extends DomainEvent> type) {
        Class<?> other = classes.put(nameOf(type), type);
        if (other != null) {
            throw new IllegalStateException(
                    "%s and %s are both stored as %s".formatted(type.getName(), other.getName(), nameOf(type)));
        }
    }

    public Optional<Class<? extends DomainEvent>> classOf(String name) {
        return Optional.ofNullable(classes.get(name));
    }

    public Set<String> names() {
        return Set.copyOf(classes.keySet());
    }

    public static String nameOf(Class<?> type) {
        return annotation(type).value();
    }

    public static String revisionOf(Class<?> type) {
        return annotation(type).revision();
    }

    private static StoredAs annotation(Class<?> type) {
        StoredAs annotation = type.getAnnotation(StoredAs.class);
        if (annotation == null) {
            throw new IllegalArgumentException(type.getName() + " has no @StoredAs, so it can't be an event");
        }
        return annotation;
    }
}
