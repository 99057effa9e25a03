package naru.api;

import naru.network.model.NaruException;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The regular expressions that {@code docker ps --filter name=} takes. Loaded only when somebody
 * sends one.
 */
final class NamePattern {
    private NamePattern() {}

    /** Whether a text means only itself, as most do. */
    static boolean isPlain(String text) {
        for (var i = 0; i < text.length(); i++) {
            if ("^$*.|[](){}+?\\".indexOf(text.charAt(i)) >= 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Whether {@code expression} is found in the name, written with Docker's slash in front or
     * without it.
     */
    static boolean fits(String expression, String name) {
        try {
            var pattern = Pattern.compile(expression);
            return pattern.matcher("/" + name).find() || pattern.matcher(name).find();
        } catch (PatternSyntaxException e) {
            throw new NaruException.Invalid("invalid filter 'name=" + expression + "'");
        }
    }
}
