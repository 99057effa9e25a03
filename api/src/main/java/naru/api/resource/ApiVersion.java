package naru.api.resource;

import naru.network.model.NaruException;

/** A version of the Docker Engine API, such as 1.41. */
public record ApiVersion(int major, int minor) implements Comparable<ApiVersion> {
    public static final ApiVersion MINIMUM = new ApiVersion(1, 24);
    public static final ApiVersion MAXIMUM = new ApiVersion(1, 51);

    /**
     * Reads {@code 1.41}.
     *
     * @throws NaruException.Invalid if that version is not supported
     */
    public static ApiVersion parse(String text) {
        var version = read(text);
        if (version.compareTo(MINIMUM) < 0) {
            throw new NaruException.Invalid(
                    "client version "
                            + text
                            + " is too old. Minimum supported API version is "
                            + MINIMUM
                            + ", please upgrade your client to a newer version");
        }
        if (version.compareTo(MAXIMUM) > 0) {
            throw new NaruException.Invalid(
                    "client version "
                            + text
                            + " is too new. Maximum supported API version is "
                            + MAXIMUM);
        }
        return version;
    }

    private static ApiVersion read(String text) {
        var dot = text.indexOf('.');
        try {
            return dot < 0
                    ? new ApiVersion(Integer.parseInt(text), 0)
                    : new ApiVersion(
                            Integer.parseInt(text.substring(0, dot)),
                            Integer.parseInt(text.substring(dot + 1)));
        } catch (NumberFormatException ignored) {
            throw new NaruException.Invalid("invalid API version: " + text);
        }
    }

    public boolean before(int otherMajor, int otherMinor) {
        return compareTo(new ApiVersion(otherMajor, otherMinor)) < 0;
    }

    @Override
    public int compareTo(ApiVersion other) {
        return major != other.major
                ? Integer.compare(major, other.major)
                : Integer.compare(minor, other.minor);
    }

    @Override
    public String toString() {
        return major + "." + minor;
    }
}
