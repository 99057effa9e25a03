package naru.api.wire;

/** Patterns with {@code *} for any characters but a slash and {@code ?} for one of them. */
public final class Wildcards {
    private Wildcards() {}

    public static boolean fit(String pattern, String text) {
        return fit(pattern, 0, text, 0);
    }

    private static boolean fit(String pattern, int p, String text, int t) {
        if (p == pattern.length()) {
            return t == text.length();
        }
        if (pattern.charAt(p) == '*') {
            return fit(pattern, p + 1, text, t)
                    || (t < text.length() && text.charAt(t) != '/' && fit(pattern, p, text, t + 1));
        }
        return t < text.length()
                && (pattern.charAt(p) == text.charAt(t)
                        || (pattern.charAt(p) == '?' && text.charAt(t) != '/'))
                && fit(pattern, p + 1, text, t + 1);
    }
}
