package naru.proxy.haproxy;

/** Words of HAProxy's configuration; configuration manual, section 2.2, "Quoting and escaping". */
final class Quoting {
    private Quoting() {}

    /**
     * A text as one word that HAProxy does not interpret.
     *
     * @throws IllegalArgumentException if the text has control characters, which would end the line
     */
    static String word(String text) {
        if (text.chars().anyMatch(c -> c < ' ' || c == 0x7f)) {
            throw new IllegalArgumentException("control character in \"" + text + "\"");
        }
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
