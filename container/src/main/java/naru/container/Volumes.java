package naru.container;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** The volumes of this host. Methods block and may be called by any thread. */
public final class Volumes {

    Volumes() {}

    /**
     * Makes a volume, or returns the one that has the name. {@code name} is null or empty for an
     * anonymous one.
     */
    public Volume create(
            @Nullable String name,
            String driver,
            Map<String, String> options,
            Map<String, String> labels) {
        throw new UnsupportedOperationException();
    }

    public Volume find(String name) {
        throw new UnsupportedOperationException();
    }

    /** All volumes, by name. */
    public List<Volume> list() {
        throw new UnsupportedOperationException();
    }

    /** Removes a volume that no container uses. {@code force} makes a missing one no error. */
    public void remove(String name, boolean force) {
        throw new UnsupportedOperationException();
    }

    /** The ids of the containers that mount it. */
    public List<String> users(String name) {
        throw new UnsupportedOperationException();
    }

    /** Removes all volumes without users, or only the anonymous ones of them. */
    public Pruned prune(boolean all) {
        throw new UnsupportedOperationException();
    }

    /** What a prune took away. {@code reclaimed} is in bytes. */
    public record Pruned(List<String> names, long reclaimed) {
        public Pruned {
            names = List.copyOf(names);
        }
    }
}
