package naru.proxy.rule;

import java.util.regex.Pattern;

/**
 * The constructs of regular expressions that Go's RE2, Java and PCRE2 have in common. Another one
 * would make HAProxy refuse its whole configuration, or mean something else there.
 */
final class CommonSyntax {
    /** RE2 refuses more repetitions, and PCRE2 larger programs. */
    private static final int MAX_REPETITIONS = 1000;

    private static final int MAX_LENGTH = 1000;

    /** An escape: a class of characters, an assertion, a control character, or punctuation. */
    private static final Pattern ESCAPE =
            Pattern.compile(
                    "\\\\([dDwWsSbBAztnrf]|x[0-9A-Fa-f]{2}|p\\{(L|Lu|Ll|N|Nd)}|[^A-Za-z0-9])");

    private static final Pattern GROUP =
            Pattern.compile("\\(\\?(:|[ims]+(-[ims]+)?[:)]|<[A-Za-z][A-Za-z0-9]{0,30}>)");
    private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,6})(,(\\d{1,6})?)?}");

    private static final Pattern NOT_REPEATABLE =
            Pattern.compile(
                    "(^|[^\\\\](\\\\\\\\)*)([\\^$(|]|\\(\\?[ims:-]*|\\(\\?[ims-]+\\)|\\\\[bBAz])$|^$");

    private final String expression;
    private int at;
    private boolean inClass;
    private long repetitions = 1;

    private CommonSyntax(String expression) {
        this.expression = expression;
    }

    /**
     * Checks an expression that Java accepts.
     *
     * @throws RuleSyntaxException naming the construct that is not common
     */
    static void check(String expression) {
        if (expression.length() > MAX_LENGTH) {
            throw new RuleSyntaxException(
                    "a regular expression has at most " + MAX_LENGTH + " characters");
        }
        var check = new CommonSyntax(expression);
        while (check.at < expression.length()) {
            check.next();
        }
    }

    private void next() {
        char c = expression.charAt(at);
        if (c == '\\') {
            skip(ESCAPE);
        } else if (c < ' ' || c == 0x7f) {
            throw refused("a control character");
        } else if (inClass) {
            nextOfClass(c);
        } else if (c == '[') {
            inClass = true;
            at += expression.startsWith("[^", at) ? 2 : 1;
        } else if (expression.startsWith("(?", at)) {
            skip(GROUP);
        } else if ("*+?{".indexOf(c) >= 0 && !isRepeatable()) {
            throw refused("\"" + c + "\" after an assertion");
        } else if (c == '{') {
            count();
        } else {
            at++;
        }
    }

    /** Whether the expression up to here ends with what can be repeated. */
    private boolean isRepeatable() {
        var before = expression.substring(0, at);
        return !NOT_REPEATABLE.matcher(before).find();
    }

    private void nextOfClass(char c) {
        if (c == '[' || expression.startsWith("&&", at)) {
            throw refused("\"" + c + "\" in a class of characters");
        }
        inClass = c != ']';
        at++;
    }

    private void count() {
        var count = COUNT.matcher(expression).region(at, expression.length());
        if (!count.lookingAt()) {
            throw refused("\"{\"");
        }
        var most = count.group(3) == null ? count.group(1) : count.group(3);
        repetitions *= Math.max(1, Integer.parseInt(most));
        if (repetitions > MAX_REPETITIONS) {
            throw refused("more than " + MAX_REPETITIONS + " repetitions");
        }
        at = count.end();
    }

    private void skip(Pattern construct) {
        var found = construct.matcher(expression).region(at, expression.length());
        if (!found.lookingAt()) {
            throw refused(
                    "\"" + expression.substring(at, Math.min(expression.length(), at + 3)) + "\"");
        }
        at = found.end();
    }

    private RuleSyntaxException refused(String construct) {
        return new RuleSyntaxException(
                "regular expression \"" + expression + "\": " + construct + " is not supported");
    }
}
