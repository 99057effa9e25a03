package naru.container.image.registry;

/** The text of a {@code WWW-Authenticate} header. RFC 9110 section 11.6.1. */
final class Challenge {
    private Challenge() {}

    /** The value of {@code name="value"} in a challenge; empty without it. */
    static String parameter(String challenge, String name) {
        int at = challenge.indexOf(name + "=\"");
        if (at < 0) {
            return "";
        }
        int begin = at + name.length() + 2;
        int end = challenge.indexOf('"', begin);
        return end < 0 ? "" : challenge.substring(begin, end);
    }
}
