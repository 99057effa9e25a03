package naru.proxy.rule;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * A regular expression in the dialect of Go's regexp package (RE2), as far as Java's and HAProxy's
 * (PCRE2) mean the same by it.
 *
 * @param text in the syntax of Java and PCRE2
 */
public record Regexp(String text, Pattern compiled) {
    /** Constructs that RE2 lacks. */
    private static final Pattern NOT_IN_RE2 =
            Pattern.compile(
                    "(?<!\\\\)(?:\\\\\\\\)*(\\(\\?[=!]|\\(\\?<[=!]|\\(\\?>|\\\\[1-9]|[*+?}]\\+)");

    /**
     * Compiles an expression.
     *
     * @throws RuleSyntaxException if it is none, or uses look-around, back references, atomic
     *     groups or possessive quantifiers, which RE2 lacks
     */
    public static Regexp of(String expression) {
        var foreign = NOT_IN_RE2.matcher(expression);
        if (foreign.find()) {
            throw new RuleSyntaxException(
                    "regular expression \""
                            + expression
                            + "\": RE2 has no \""
                            + foreign.group(1)
                            + "\"");
        }
        var text = expression.replace("(?P<", "(?<");
        try {
            var compiled = Pattern.compile(text);
            CommonSyntax.check(text);
            return new Regexp(text, compiled);
        } catch (PatternSyntaxException e) {
            throw new RuleSyntaxException(
                    "regular expression \""
                            + expression
                            + "\": "
                            + e.getDescription()
                            + " near position "
                            + Math.max(0, e.getIndex()));
        }
    }

    /** Whether some part of {@code value} matches. */
    public boolean isIn(String value) {
        return compiled.matcher(value).find();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Regexp that && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
