package naru.network.pool;

import naru.linux.address.Family;
import naru.network.address.Prefix;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The used ranges of one family's address space; adjacent and overlapping ones are merged. */
final class TakenRanges {
    private final TreeMap<BigInteger, BigInteger> lastByFirst = new TreeMap<>();

    private record Range(BigInteger first, BigInteger last) {
        static Range of(Prefix prefix) {
            var first = new BigInteger(1, prefix.masked().address().getAddress());
            return new Range(first, first.add(prefix.size()).subtract(BigInteger.ONE));
        }
    }

    /** The ranges of {@code prefixes} of the family. */
    TakenRanges(Stream<Prefix> prefixes, Family family) {
        prefixes.filter(prefix -> prefix.family() == family)
                .map(Range::of)
                .sorted(Comparator.comparing(Range::first))
                .forEach(this::join);
    }

    /** Ranges are sorted by their start. */
    private void join(Range range) {
        Map.Entry<BigInteger, BigInteger> before = lastByFirst.lastEntry();
        if (before != null && before.getValue().add(BigInteger.ONE).compareTo(range.first) >= 0) {
            lastByFirst.put(before.getKey(), before.getValue().max(range.last));
        } else {
            lastByFirst.put(range.first, range.last);
        }
    }

    /** The last address of the range that overlaps {@code subnet}. */
    Optional<BigInteger> endOfWhatOverlaps(Prefix subnet) {
        var range = Range.of(subnet);
        return Optional.ofNullable(lastByFirst.floorEntry(range.last))
                .map(Map.Entry::getValue)
                .filter(last -> last.compareTo(range.first) >= 0);
    }
}
