package naru.proxy.haproxy.text;

/** Words of HAProxy's configuration; configuration manual, section 2.2, "Quoting and escaping". */
public final class Quoting {
    private Quoting() {}

    /** A text as one word in a place where HAProxy evaluates a log format; section 8.2.4. */
    public static String format(String text) {
        return word(text.replace("%", "%%"));
    }

    /** A regular expression that matches this text alone. */
    public static String literal(String text) {
        return text.replaceAll("[\\\\.+*?()\\[\\]{}|^$]", "\\\\$0");
    }

    /**
     * A text as one word that HAProxy does not interpret.
     *
     * @throws IllegalArgumentException if the text has control characters, which would end the
     *     line, or is empty, which would end it as well
     */
    public static String word(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("a value is empty");
        }
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("control character in \"" + text + "\"");
        }
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
