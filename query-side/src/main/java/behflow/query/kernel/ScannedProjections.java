package behflow.query.kernel;

import behflow.api.kernel.InlineProjection;
import behflow.api.kernel.InlineProjections;
import java.util.List;
import org.springframework.beans.BeanUtils;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;

/** Those of this side, as a context would find them. */
public final class ScannedProjections implements InlineProjections {

    @Override
    public List<InlineProjection<?>> all() {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AssignableTypeFilter(InlineProjection.class));
        return scanner.findCandidateComponents("behflow.query").stream()
                .<InlineProjection<?>>map(
                        definition -> (InlineProjection<?>) BeanUtils.instantiateClass(ClassUtils.resolveClassName(
                                String.valueOf(definition.getBeanClassName()),
                                ScannedProjections.class.getClassLoader())))
                .toList();
    }
}
