/**
 * Following the log: every {@link behflow.api.kernel.LogFollower} gets an Axon processor of its own, with its place in the log,
 * its share of the owners on this node, and its dead letters.
 */
@NullMarked
package behflow.command.following;

import org.jspecify.annotations.NullMarked;
