package naru.proxy.haproxy;

import java.util.Optional;
import java.util.regex.Pattern;

/** A version of HAProxy, as far as its behaviour depends on it. */
public record HaproxyVersion(int major, int minor) implements Comparable<HaproxyVersion> {
    /** The version of Debian 12. */
    public static final HaproxyVersion V2_6 = new HaproxyVersion(2, 6);

    /** The version of Debian 13. */
    public static final HaproxyVersion V3_0 = new HaproxyVersion(3, 0);

    private static final Pattern QUIC = Pattern.compile("(?m)^Feature list :.* \\+QUIC( |$)");

    private static final Pattern LINE = Pattern.compile("(?m)^HAProxy version (\\d+)\\.(\\d+)");

    /** The version in the output of {@code haproxy -v}. */
    public static Optional<HaproxyVersion> of(String output) {
        var line = LINE.matcher(output);
        return line.find()
                ? Optional.of(
                        new HaproxyVersion(
                                Integer.parseInt(line.group(1)), Integer.parseInt(line.group(2))))
                : Optional.empty();
    }

    /** Whether the output of {@code haproxy -vv} lists QUIC, which HTTP/3 needs. */
    public static boolean hasQuic(String description) {
        return QUIC.matcher(description).find();
    }

    public boolean isAtLeast(HaproxyVersion other) {
        return compareTo(other) >= 0;
    }

    @Override
    public int compareTo(HaproxyVersion other) {
        return major == other.major
                ? Integer.compare(minor, other.minor)
                : Integer.compare(major, other.major);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
