package behflow.api.process;

/**
 * What a run has done so far.
 *
 * @param examined things looked at, such as tasks
 * @param changed  those changed, made or sent
 * @param skipped  those left alone although the action meant them, each with a reason in the trace
 * @param failed   those that could not be changed
 */
public record RunCounts(Long examined, Long changed, Long skipped, Long failed) {

    public static final RunCounts NONE = new RunCounts(0L, 0L, 0L, 0L);
}
