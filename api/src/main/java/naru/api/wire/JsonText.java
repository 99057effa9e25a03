package naru.api.wire;

/** Finds the end of a JSON document, without parsing it. */
final class JsonText {
    private JsonText() {}

    /**
     * The index after the first value, or the length if it does not end; 0 for blank text. For text
     * that is not JSON the result is arbitrary; the parser reports the error later.
     */
    static int endOfFirstValue(byte[] text) {
        var at = skipBlanks(text, 0);
        if (at == text.length) {
            return 0;
        }
        return switch (text[at]) {
            case '{', '[' -> endOfNested(text, at);
            case '"' -> endOfString(text, at);
            default -> endOfWord(text, at);
        };
    }

    /** Whether the document is {@code null}, which Go's clients send for a body that is not set. */
    static boolean isNull(byte[] text) {
        var from = skipBlanks(text, 0);
        return text.length >= from + 4
                && text[from] == 'n'
                && text[from + 1] == 'u'
                && text[from + 2] == 'l'
                && text[from + 3] == 'l'
                && isBlank(text, from + 4);
    }

    /**
     * Whether brackets are nested deeper than {@code limit}, which would overflow a parser's stack.
     */
    static boolean isDeeperThan(int limit, byte[] text) {
        var depth = 0;
        for (var at = 0; at < text.length; at++) {
            switch (text[at]) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case '"' -> at = endOfString(text, at) - 1;
                default -> {}
            }
            if (depth > limit) {
                return true;
            }
        }
        return false;
    }

    static boolean isBlank(byte[] text, int from) {
        return skipBlanks(text, from) == text.length;
    }

    private static int skipBlanks(byte[] text, int from) {
        var at = from;
        while (at < text.length
                && (text[at] == ' ' || text[at] == '\n' || text[at] == '\r' || text[at] == '\t')) {
            at++;
        }
        return at;
    }

    private static int endOfNested(byte[] text, int from) {
        var depth = 0;
        for (var at = from; at < text.length; at++) {
            switch (text[at]) {
                case '{', '[' -> depth++;
                case '}', ']' -> depth--;
                case '"' -> at = endOfString(text, at) - 1;
                default -> {}
            }
            if (depth == 0) {
                return at + 1;
            }
        }
        return text.length;
    }

    private static int endOfString(byte[] text, int from) {
        for (var at = from + 1; at < text.length; at++) {
            if (text[at] == '\\') {
                at++;
            } else if (text[at] == '"') {
                return at + 1;
            }
        }
        return text.length;
    }

    private static int endOfWord(byte[] text, int from) {
        var at = from;
        while (at < text.length && ",:{}[]\" \r\n\t".indexOf(text[at]) < 0) {
            at++;
        }
        return Math.max(at, from + 1);
    }
}
