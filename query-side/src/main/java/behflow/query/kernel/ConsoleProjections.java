package behflow.query.kernel;

import behflow.api.admin.ConsoleCommand.Context;
import behflow.api.admin.Projections;
import behflow.api.admin.Projections.Progress;
import behflow.api.kernel.InlineProjection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.springframework.beans.BeanUtils;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AssignableTypeFilter;
import org.springframework.util.ClassUtils;

/** The projections for commands of the console, where no service and no context runs. */
final class ConsoleProjections {

    private ConsoleProjections() {}

    static Projections open(Context context) throws SQLException {
        List<InlineProjection<?>> inline = new ArrayList<>();
        found(InlineProjection.class)
                .forEach(type -> inline.add((InlineProjection<?>) BeanUtils.instantiateClass(type)));
        List<Rebuildable> others = new ArrayList<>();
        found(Rebuildable.class).stream()
                .filter(type -> type != InlineRebuildable.class)
                .forEach(type -> others.add((Rebuildable) BeanUtils.instantiateClass(type)));
        return new ProjectionService(context.dataSource(), context.eventLog(), inline, others, List::of);
    }

    static List<String> names(Projections projections) {
        return projections.list().stream().map(Projections.Status::name).toList();
    }

    private static List<Class<?>> found(Class<?> kind) {
        ClassPathScanningCandidateComponentProvider scanner = new ClassPathScanningCandidateComponentProvider(false);
        scanner.addIncludeFilter(new AssignableTypeFilter(kind));
        return scanner.findCandidateComponents("behflow.query").stream()
                .<Class<?>>map(definition -> ClassUtils.resolveClassName(
                        String.valueOf(definition.getBeanClassName()), ConsoleProjections.class.getClassLoader()))
                .toList();
    }

    /** One line, written over itself on a terminal. */
    static void print(Context context, Progress progress) {
        String line = "%s: %s, %,d of %,d events, %,.0f a second%s"
                .formatted(
                        progress.projection(),
                        progress.state(),
                        progress.done(),
                        progress.total(),
                        progress.perSecond(),
                        progress.secondsLeft() == null || !progress.state().equals("running")
                                ? ""
                                : ", " + progress.secondsLeft() + " s left");
        if (System.console() != null && progress.state().equals("running")) {
            context.out().print("\r" + line + "\u001b[K");
        } else {
            context.out().println((System.console() != null ? "\r" : "") + line);
        }
        context.out().flush();
    }
}
