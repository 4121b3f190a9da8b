package behflow.command.kernel;

/** Threads that do not keep the service from stopping. */
final class DaemonThreads {

    private DaemonThreads() {}

    static Thread of(Runnable runnable, String name) {
        Thread thread = new Thread(runnable, name);
        thread.setDaemon(true);
        return thread;
    }
}
