package naru.acceptance.lab;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;

/**
 * Splits a command as a shell does, at white space outside quotes, without expanding anything.
 * Quotes of either kind keep words together: {@code run --label 'a b'}.
 *
 * <p>A {@code {}} stands for the next argument, which is never split: {@code run --name {} {}}. A
 * list in place of a whole word stands for as many words.
 */
public final class CommandLine {
    private static final String PLACEHOLDER = "{}";

    private CommandLine() {}

    /**
     * The words of a command.
     *
     * @throws IllegalArgumentException if a quote is left open, or there are more placeholders than
     *     arguments, or fewer
     */
    public static List<String> words(String command, Object... arguments) {
        var rest = Arrays.asList(arguments).iterator();
        var words = new ArrayList<String>();
        for (var word : split(command)) {
            if (word.equals(PLACEHOLDER)) {
                addAll(words, next(rest, command));
            } else {
                words.add(filled(word, rest, command));
            }
        }
        if (rest.hasNext()) {
            throw new IllegalArgumentException("more arguments than placeholders: " + command);
        }
        return words;
    }

    private static void addAll(List<String> words, Object argument) {
        if (argument instanceof List<?> list) {
            list.forEach(item -> words.add(String.valueOf(item)));
        } else {
            words.add(argument.toString());
        }
    }

    private static String filled(String word, Iterator<Object> arguments, String command) {
        var filled = new StringBuilder();
        int end = 0;
        for (int at = word.indexOf(PLACEHOLDER); at >= 0; at = word.indexOf(PLACEHOLDER, end)) {
            filled.append(word, end, at).append(next(arguments, command));
            end = at + PLACEHOLDER.length();
        }
        return filled.append(word.substring(end)).toString();
    }

    private static Object next(Iterator<Object> arguments, String command) {
        if (!arguments.hasNext()) {
            throw new IllegalArgumentException("fewer arguments than placeholders: " + command);
        }
        return arguments.next();
    }

    private static List<String> split(String command) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean isInWord = false;
        char quote = 0;
        for (char c : command.toCharArray()) {
            if (c == quote) {
                quote = 0;
            } else if (quote == 0 && (c == '\'' || c == '"')) {
                quote = c;
                isInWord = true; // even if nothing is between the quotes
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (isInWord) {
                    words.add(word.toString());
                    word.setLength(0);
                }
                isInWord = false;
            } else {
                word.append(c);
                isInWord = true;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quote is left open: " + command);
        }
        if (isInWord) {
            words.add(word.toString());
        }
        return words;
    }
}
