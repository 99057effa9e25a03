package naru.proxy.haproxy.text;

/**
 * The words of a condition after its sample. HAProxy ends a line at an empty word, and an anonymous
 * ACL at a closing brace, even in quotes; both are written as expressions.
 */
public final class Match {
    private static final String BRACE = "}";

    private Match() {}

    /** The sample equals a text. */
    public static String equal(String text) {
        if (text.isEmpty()) {
            return expression("^$");
        }
        return text.equals(BRACE) ? expression("^[}]$") : "-m str -- " + Quoting.word(text);
    }

    /** The sample begins with a text. */
    public static String prefix(String text) {
        return text.equals(BRACE) ? expression("^[}]") : "-m beg -- " + Quoting.word(text);
    }

    /** The sample contains a match of a regular expression. */
    public static String expression(String expression) {
        var word = expression.equals(BRACE) ? "[}]" : expression.isEmpty() ? "(?:)" : expression;
        return "-m reg -- " + Quoting.word(word);
    }
}
