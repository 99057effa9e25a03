package naru.dns.wire;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Record types by their names. */
public final class TypeNames {
    private static final Map<String, Integer> NUMBERS =
            Map.ofEntries(
                    Map.entry("A", RecordType.A),
                    Map.entry("NS", 2),
                    Map.entry("CNAME", 5),
                    Map.entry("SOA", 6),
                    Map.entry("PTR", RecordType.PTR),
                    Map.entry("MX", 15),
                    Map.entry("TXT", 16),
                    Map.entry("AAAA", RecordType.AAAA),
                    Map.entry("SRV", 33),
                    Map.entry("HTTPS", 65),
                    Map.entry("ANY", RecordType.ANY));

    private TypeNames() {}

    /** The number of a type by its name, or in the form of RFC 3597: {@code TYPE65}. */
    public static Optional<Integer> number(String name) {
        var upper = name.toUpperCase(Locale.ROOT);
        var known = NUMBERS.get(upper);
        if (known != null) {
            return Optional.of(known);
        }
        return upper.matches("TYPE\\d{1,5}")
                ? Optional.of(Integer.parseInt(upper, 4, upper.length(), 10))
                        .filter(number -> number > 0 && number < 1 << 16)
                : Optional.empty();
    }

    /** The name of a type by its number. */
    public static String name(int number) {
        return NUMBERS.entrySet().stream()
                .filter(entry -> entry.getValue() == number)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse("TYPE" + number);
    }
}
