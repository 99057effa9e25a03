package naru.etcd;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes that are carried out together, if all conditions hold.
 *
 * <p>A value must be unique among all that can ever be put at its key, by an id of what it
 * describes for example: after a lost reply the client reads the key to learn whether the
 * transaction was carried out.
 *
 * @param conditions at least one, so that a repetition does no harm
 * @param writes each of another key; conditions and writes have at most 128 keys
 */
public record Transaction(List<Condition> conditions, List<Write> writes) {
    public static final int MAX_OPERATIONS = 128; // etcd's default for --max-txn-ops

    public Transaction {
        conditions = List.copyOf(conditions);
        writes = List.copyOf(writes);
        if (conditions.isEmpty()) {
            throw new IllegalArgumentException("a transaction without a condition");
        }
        if (writes.stream().map(Write::key).distinct().count() < writes.size()) {
            throw new IllegalArgumentException("two writes of one key");
        }
        int most = Math.max(conditions.size(), keysOf(conditions, writes).size());
        if (most > MAX_OPERATIONS) {
            throw new IllegalArgumentException(
                    "%d keys or conditions, %d are allowed".formatted(most, MAX_OPERATIONS));
        }
    }

    private static List<String> keysOf(List<Condition> conditions, List<Write> writes) {
        return Stream.concat(
                        conditions.stream().map(Condition::key), writes.stream().map(Write::key))
                .distinct()
                .toList();
    }

    /** The keys of conditions and writes, each once. */
    public List<String> keys() {
        return keysOf(conditions, writes);
    }

    /** Creates a key that does not exist. */
    public static Transaction create(String key, Bytes value) {
        return new Transaction(
                List.of(new Condition.Absent(key)), List.of(new Write.Put(key, value)));
    }

    /** Replaces a value that has not changed. */
    public static Transaction replace(Entry old, Bytes value) {
        return new Transaction(
                List.of(new Condition.Unchanged(old)),
                List.of(new Write.Put(old.key(), value, old.lease())));
    }

    /** Removes an entry that has not changed. */
    public static Transaction delete(Entry old) {
        return new Transaction(
                List.of(new Condition.Unchanged(old)), List.of(new Write.Delete(old.key())));
    }

    /** The same with a further condition, such as that the caller is still the leader. */
    public Transaction provided(Condition condition) {
        var all = new ArrayList<>(conditions);
        all.add(condition);
        return new Transaction(all, writes);
    }
}
