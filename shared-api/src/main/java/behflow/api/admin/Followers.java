package behflow.api.admin;

import behflow.api.kernel.LogFollower;
import java.util.List;

/** How far every {@link LogFollower} is, over all nodes. */
public interface Followers {

    /** By name; {@link Projections.Status#kind()} is async. */
    List<Projections.Status> list();
}
