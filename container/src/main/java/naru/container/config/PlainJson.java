package naru.container.config;

import java.nio.charset.StandardCharsets;

/**
 * Rewrites JSON documents before they are parsed. The parser accepts malformed UTF-8 and halves of
 * surrogate pairs, which cannot be written again; Go's decoder replaces those by U+FFFD. It also
 * finds no field whose name has an escape, and Go's encoder writes {@code &} as {@code \u0026}.
 */
public final class PlainJson {
    private static final char REPLACEMENT = '\ufffd';
    private static final int ESCAPE = 6; // a backslash, u, four hexadecimal digits

    private PlainJson() {}

    /** The document without escaped characters that need no escape, in well-formed UTF-8. */
    public static byte[] of(byte[] json) {
        var text = new String(json, StandardCharsets.UTF_8); // replaces what is malformed
        if (!text.contains("\\u") && text.indexOf(REPLACEMENT) < 0) {
            return json;
        }
        var plain = new StringBuilder(text.length());
        int at = 0;
        while (at < text.length()) {
            int unit = unit(text, at);
            if (unit < 0) {
                int end = Math.min(text.length(), at + (text.charAt(at) == '\\' ? 2 : 1));
                plain.append(text, at, end);
                at = end;
                continue;
            }
            char character = (char) unit;
            int next = unit(text, at + ESCAPE);
            if (next >= 0 && Character.isSurrogatePair(character, (char) next)) {
                plain.append(character).append((char) next);
                at += 2 * ESCAPE;
                continue;
            }
            if (Character.isSurrogate(character)) {
                plain.append(REPLACEMENT);
            } else if (character < ' ' || character == '"' || character == '\\') {
                plain.append(text, at, at + ESCAPE);
            } else {
                plain.append(character);
            }
            at += ESCAPE;
        }
        return plain.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The code unit of an escape of four hexadecimal digits; negative for anything else. */
    private static int unit(String text, int at) {
        if (at + ESCAPE > text.length() || !text.startsWith("\\u", at)) {
            return -1;
        }
        int unit = 0;
        for (int i = at + 2; i < at + ESCAPE; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            unit = 16 * unit + digit;
        }
        return unit;
    }
}
