package behflow.api.kernel;

/**
 * An answer that tells a position in its owner's log. One of a command that stored something is told the position of the last
 * event it stored.
 *
 * @param <T> the answer itself
 */
public interface Positioned<T> {

    /** The same answer at another position. */
    T at(long position);
}
