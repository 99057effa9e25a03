package naru.proxy.rule;

import java.util.ArrayList;
import java.util.List;

/** The tokens of a rule, from left to right. */
final class Tokens {
    /**
     * @param position of the first character, counted from 1
     */
    record Token(Kind kind, String text, int position) {}

    enum Kind {
        NAME("a matcher such as Host(`example.org`)"),
        STRING("a value in backquotes"),
        OPEN("\"(\""),
        CLOSE("\")\""),
        COMMA("\",\""),
        AND("\"&&\""),
        OR("\"||\""),
        NOT("\"!\""),
        END("the end");

        private final String shown;

        Kind(String shown) {
            this.shown = shown;
        }
    }

    private final String rule;
    private final List<Token> tokens = new ArrayList<>();
    private int next;

    Tokens(String rule) {
        this.rule = rule;
        int at = 0;
        while (at < rule.length()) {
            at = Character.isWhitespace(rule.charAt(at)) ? at + 1 : read(at);
        }
        tokens.add(new Token(Kind.END, "", rule.length() + 1));
    }

    Kind peek() {
        return tokens.get(next).kind();
    }

    /** Takes the next token if it is of a kind. */
    boolean accept(Kind kind) {
        if (peek() != kind) {
            return false;
        }
        next++;
        return true;
    }

    Token expect(Kind kind) {
        var token = tokens.get(next);
        if (token.kind() != kind) {
            throw new RuleSyntaxException(
                    "rule \""
                            + rule
                            + "\": expected "
                            + kind.shown
                            + " at position "
                            + token.position());
        }
        next++;
        return token;
    }

    /** Reads the token that begins at an index, and returns the index after it. */
    private int read(int at) {
        char c = rule.charAt(at);
        return switch (c) {
            case '(' -> add(Kind.OPEN, at, at + 1);
            case ')' -> add(Kind.CLOSE, at, at + 1);
            case ',' -> add(Kind.COMMA, at, at + 1);
            case '!' -> add(Kind.NOT, at, at + 1);
            case '&', '|' -> {
                if (at + 1 == rule.length() || rule.charAt(at + 1) != c) {
                    throw unexpected(at);
                }
                yield add(c == '&' ? Kind.AND : Kind.OR, at, at + 2);
            }
            case '`', '"', '\'' -> string(at);
            default -> {
                int end = at;
                while (end < rule.length() && Character.isLetter(rule.charAt(end))) {
                    end++;
                }
                if (end == at) {
                    throw unexpected(at);
                }
                yield add(Kind.NAME, at, end);
            }
        };
    }

    /** Backquotes have no escapes; quotation marks have Go's {@code \"} and {@code \\}. */
    private int string(int at) {
        char quote = rule.charAt(at);
        var value = new StringBuilder();
        for (int i = at + 1; i < rule.length(); i++) {
            char c = rule.charAt(i);
            if (c == quote) {
                tokens.add(new Token(Kind.STRING, value.toString(), at + 1));
                return i + 1;
            }
            if (c == '\\' && quote != '`' && i + 1 < rule.length()) {
                i++;
                c = rule.charAt(i);
                if (c != quote && c != '\\') {
                    value.append('\\');
                }
            }
            value.append(c);
        }
        throw new RuleSyntaxException(
                "rule \"" + rule + "\": the value at position " + (at + 1) + " has no end");
    }

    private int add(Kind kind, int from, int to) {
        tokens.add(new Token(kind, rule.substring(from, to), from + 1));
        return to;
    }

    private RuleSyntaxException unexpected(int at) {
        return new RuleSyntaxException(
                "rule \""
                        + rule
                        + "\": unexpected \""
                        + rule.charAt(at)
                        + "\" at position "
                        + (at + 1));
    }
}
