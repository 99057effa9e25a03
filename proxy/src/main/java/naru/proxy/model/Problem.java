package naru.proxy.model;

/**
 * A label or variable that is invalid, unknown or not supported.
 *
 * @param workload the container's name
 * @param key the label or variable, or what it belongs to
 * @param text the reason, and what to write in its place where that is known
 */
public record Problem(String workload, String key, String text) implements Comparable<Problem> {
    @Override
    public int compareTo(Problem other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return workload + ": " + key + ": " + text;
    }
}
