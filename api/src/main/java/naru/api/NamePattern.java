package naru.api;

import naru.network.model.NaruException;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The regular expressions of {@code docker ps --filter name=}. Loaded on first use only. */
final class NamePattern {
    private NamePattern() {}

    /** Whether a text has no special characters, as usual. */
    static boolean isPlain(String text) {
        for (var i = 0; i < text.length(); i++) {
            if ("^$*.|[](){}+?\\".indexOf(text.charAt(i)) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code expression} is found in the name, with or without Docker's leading slash. */
    static boolean fits(String expression, String name) {
        try {
            var pattern = Pattern.compile(expression);
            return pattern.matcher("/" + name).find() || pattern.matcher(name).find();
        } catch (PatternSyntaxException ignored) {
            throw new NaruException.Invalid("invalid filter 'name=" + expression + "'");
        }
    }
}
