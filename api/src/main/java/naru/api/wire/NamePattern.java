package naru.api.wire;

import naru.network.model.NaruException;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** The regular expressions of {@code docker ps --filter name=}. Loaded on first use only. */
public final class NamePattern {
    private NamePattern() {}

    /** Whether a text has no special characters, as usual. */
    public static boolean isPlain(String text) {
        for (var i = 0; i < text.length(); i++) {
            if ("^$*.|[](){}+?\\".indexOf(text.charAt(i)) >= 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether {@code expression} is found in the name, with or without Docker's leading slash. */
    public static boolean fits(String expression, String name) {
        try {
            var pattern = Pattern.compile(expression);
            return pattern.matcher("/" + name).find() || pattern.matcher(name).find();
        } catch (PatternSyntaxException ignored) {
            throw new NaruException.Invalid("invalid filter 'name=" + expression + "'");
        }
    }
}
