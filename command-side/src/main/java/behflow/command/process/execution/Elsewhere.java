package behflow.command.process.execution;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Work on another thread, waited for: a command is never sent within the unit of work of another. */
public final class Elsewhere {

    private Elsewhere() {}

    /** What the work answers, or throws. */
    public static <T> T call(Executor executor, Supplier<T> work) {
        try {
            return CompletableFuture.supplyAsync(work, executor).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw e;
        }
    }
}
