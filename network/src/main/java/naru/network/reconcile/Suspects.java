package naru.network.reconcile;

import org.jspecify.annotations.Nullable;

import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What another process may have changed, according to an event of the kernel.
 *
 * @param everything whether it may be anything
 * @param containers the ids of containers, if it is their sandboxes only
 * @param fault a fault that was seen, as text for users; it is not repaired without end. Null where
 *     none is known.
 */
record Suspects(boolean everything, Set<String> containers, @Nullable String fault) {
    static final Suspects NONE = new Suspects(false, Set.of(), null);
    static final Suspects ALL = new Suspects(true, Set.of(), null);

    Suspects {
        containers = Set.copyOf(containers);
    }

    static Suspects container(String id) {
        return containers(List.of(id));
    }

    static Suspects containers(Collection<String> ids) {
        return new Suspects(false, Set.copyOf(ids), null);
    }

    /** {@link #ALL} or {@link #NONE}. */
    static Suspects allIf(boolean everything) {
        return everything ? ALL : NONE;
    }

    Suspects because(String newFault) {
        return new Suspects(everything, containers, newFault);
    }

    boolean isEmpty() {
        return !everything && containers.isEmpty();
    }
}
