package naru.etcd;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What became of a transaction.
 *
 * @param committed whether all conditions held and the writes were carried out
 * @param position where the store was; at least as late as the transaction
 * @param found if not committed, the entries of the conditions' keys, as far as they exist
 */
public record Outcome(boolean committed, Position position, Map<String, Entry> found) {
    public Outcome {
        found = Map.copyOf(found);
    }

    static Outcome committed(Position position) {
        return new Outcome(true, position, Map.of());
    }

    static Outcome refused(Position position, List<Entry> found) {
        return new Outcome(
                false,
                position,
                found.stream()
                        .collect(
                                Collectors.toMap(
                                        Entry::key, Function.identity(), (first, _) -> first)));
    }

    /** What stood at a key whose condition did not hold. */
    public Optional<Entry> found(String key) {
        return Optional.ofNullable(found.get(key));
    }
}
