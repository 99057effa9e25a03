package naru.proxy.model;

/**
 * The name of a route, service or middleware. Two projects may use one name for different things.
 *
 * @param project of Compose; empty for containers that were started alone
 */
public record Name(String project, String local) implements Comparable<Name> {
    /** The project of names that files define. */
    public static final String FILES = "@file";

    /** Whether a file defines it, not a container. */
    public boolean isFromFile() {
        return project.equals(FILES);
    }

    @Override
    public int compareTo(Name other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        if (isFromFile()) {
            return local + FILES;
        }
        return project.isEmpty() ? local : project + "/" + local;
    }
}
