package naru.proxy.haproxy.step;

import naru.proxy.haproxy.text.Quoting;
import naru.proxy.rule.Regexp;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Replacements of the first match of an expression, as HAProxy's {@code replace-path} and {@code
 * replace-header} do them: the expression must match the whole text, and the replacement refers to
 * at most nine groups.
 */
final class Replacement {
    private static final int MAX_GROUP = 9;

    /** A reference in a template of Go's regexp package: {@code $1}, {@code ${name}}. */
    private static final Pattern REFERENCE = Pattern.compile("\\$(?:(\\$)|(\\w+)|\\{(\\w+)})");

    private Replacement() {}

    /** An expression that matches a whole text with a match of {@code pattern} in it, quoted. */
    static String whole(Regexp pattern) {
        return Quoting.word("^(.*?)(?:" + pattern.text() + ")(.*)$");
    }

    /**
     * The text with the match of {@link #whole} replaced, as a quoted log format.
     *
     * @throws IllegalArgumentException if the expression has too many groups
     */
    static String of(Regexp pattern, String template) {
        int after = groups(pattern) + 2;
        if (after > MAX_GROUP) {
            throw new IllegalArgumentException(
                    "the expression " + pattern + " has more than " + (MAX_GROUP - 2) + " groups");
        }
        var names = names(pattern.text());
        var text = new StringBuilder("\\1");
        var reference = REFERENCE.matcher(template);
        int end = 0;
        while (reference.find()) {
            text.append(escaped(template.substring(end, reference.start())));
            end = reference.end();
            if (reference.group(1) != null) {
                text.append('$');
            } else {
                int group = number(reference.group(2) + reference.group(3), names);
                if (group == 0) {
                    throw new IllegalArgumentException("$0 is not supported in " + template);
                }
                text.append(group > 0 && group < after - 1 ? "\\" + (group + 1) : "");
            }
        }
        text.append(escaped(template.substring(end))).append('\\').append(after);
        return Quoting.format(text.toString());
    }

    static int groups(Regexp pattern) {
        return pattern.compiled().matcher("").groupCount();
    }

    /** The number of a group, -1 if there is none of this name. */
    private static int number(String reference, List<String> names) {
        var name = reference.replaceFirst("^null|null$", "");
        return name.chars().allMatch(Character::isDigit)
                ? name.length() > 1 ? -1 : Integer.parseInt(name)
                : names.indexOf(name) < 0 ? -1 : names.indexOf(name) + 1;
    }

    /** The names of the groups in their order, empty where they have none. */
    private static List<String> names(String expression) {
        var names = new ArrayList<String>();
        boolean inClass = false;
        for (int i = 0; i < expression.length(); i++) {
            char c = expression.charAt(i);
            if (c == '\\') {
                i++;
            } else if (inClass) {
                inClass = c != ']';
            } else if (c == '[') {
                inClass = true;
            } else if (c == '(') {
                if (!expression.startsWith("(?", i)) {
                    names.add("");
                } else if (expression.startsWith("(?<", i)) {
                    names.add(expression.substring(i + 3, expression.indexOf('>', i)));
                }
            }
        }
        return names;
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\");
    }
}
