package naru.network.journal;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The content of a journal file. {@code end} is the end of the last complete frame, in bytes: the
 * rest is a torn write. {@code damage} are the ranges before that without a valid frame; all frames
 * around them are used. The time is linear in the size of the file unless it was forged to be slow.
 */
record Recovery(NavigableMap<String, byte[]> values, int end, List<Damage> damage) {
    /** A range of bytes, {@code to} exclusive. */
    record Damage(int from, int to) {}

    static Recovery read(byte[] file) {
        var values = new TreeMap<String, byte[]>();
        var damage = new ArrayList<Damage>();
        int at = 0;
        while (at < file.length) {
            int length = Frame.lengthAt(file, at);
            if (length == 0) {
                int next = Frame.find(file, at + 1);
                if (next < 0) {
                    break;
                }
                damage.add(new Damage(at, next));
                at = next;
                continue;
            }
            var changes = Frame.decode(file, at, length);
            if (changes.isPresent()) {
                changes.get().forEach(change -> apply(change, values));
            } else {
                damage.add(new Damage(at, at + length));
            }
            at += length;
        }
        return new Recovery(values, at, List.copyOf(damage));
    }

    static void apply(Change change, NavigableMap<String, byte[]> values) {
        switch (change) {
            case Change.Put put -> values.put(put.key(), put.value());
            case Change.Remove remove -> values.remove(remove.key());
        }
    }
}
