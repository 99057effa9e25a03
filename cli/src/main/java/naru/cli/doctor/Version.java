package naru.cli.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A version number, such as {@code 1.8.1}; the rest after digits and dots is ignored. */
record Version(List<Integer> parts) implements Comparable<Version> {
    Version {
        parts = List.copyOf(parts);
    }

    static Version of(int... parts) {
        return new Version(java.util.Arrays.stream(parts).boxed().toList());
    }

    /** The first word of {@code text} that begins with a digit and has a dot. */
    static Optional<Version> in(String text) {
        for (String word : text.split("\\s+")) {
            if (!word.isEmpty() && Character.isDigit(word.charAt(0)) && word.contains(".")) {
                return Optional.of(parse(word));
            }
        }
        return Optional.empty();
    }

    private static Version parse(String word) {
        var parts = new ArrayList<Integer>();
        int number = 0;
        for (int i = 0; i < word.length(); i++) {
            char c = word.charAt(i);
            if (c == '.') {
                parts.add(number);
                number = 0;
            } else if (Character.isDigit(c) && number < 100_000_000) {
                number = 10 * number + (c - '0');
            } else {
                break;
            }
        }
        parts.add(number);
        return new Version(parts);
    }

    @Override
    public int compareTo(Version other) {
        for (int i = 0; i < Math.max(parts.size(), other.parts.size()); i++) {
            int order = Integer.compare(part(i), other.part(i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private int part(int i) {
        return i < parts.size() ? parts.get(i) : 0;
    }

    @Override
    public String toString() {
        return String.join(".", parts.stream().map(String::valueOf).toList());
    }
}
