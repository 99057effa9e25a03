package naru.cluster.network;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.etcd.Bytes;
import naru.network.journal.Change;
import naru.network.journal.Durability;
import naru.network.journal.Journal;
import naru.network.journal.JournalException;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The entries of the store that this host follows, in its journal, so that names and rows are there
 * after a restart without the store.
 */
record SavedCopy(Journal journal) {
    private static final Logger log = System.getLogger(SavedCopy.class.getName());
    private static final String KIND = "shared"; // of journal keys
    private static final String SELF = "node/self";

    /** This host as it was among the others; empty if it has left them. */
    Optional<Self> self() {
        return journal.get(SELF)
                .map(bytes -> new String(bytes, UTF_8).split("\n"))
                .map(line ->
                        new Self(
                                line[0],
                                line[1],
                                InetAddress.ofLiteral(line[2]),
                                Integer.parseInt(line[3])));
    }

    void write(Self self) {
        if (self().equals(Optional.of(self))) {
            return;
        }
        var text =
                String.join(
                        "\n",
                        self.node(),
                        self.name(),
                        self.tunnel().getHostAddress(),
                        String.valueOf(self.port()));
        write(List.of(new Change.Put(SELF, text.getBytes(UTF_8))));
    }

    void forget() {
        if (self().isPresent()) {
            write(List.of(new Change.Remove(SELF)));
        }
    }

    /** By the keys of the store. */
    Map<String, Bytes> read() {
        var entries = new TreeMap<String, Bytes>();
        journal.all(KIND)
                .forEach((key, value) ->
                        entries.put(key.substring(KIND.length() + 1), Bytes.of(value)));
        return entries;
    }

    /**
     * Writes changes; a failure is logged, and the copy is older than the store then.
     *
     * @param changes by the keys of the store; null for those that are removed
     */
    void write(Map<String, @Nullable Bytes> changes) {
        if (changes.isEmpty()) {
            return;
        }
        var batch = new ArrayList<Change>();
        changes.forEach((key, value) -> {
            var own = KIND + "/" + key;
            batch.add(
                    value == null
                            ? new Change.Remove(own)
                            : new Change.Put(own, value.toByteArray()));
        });
        write(batch);
    }

    private void write(List<Change> batch) {
        try {
            journal.write(batch, Durability.POWER);
        } catch (JournalException e) {
            log.log(Level.WARNING, "the copy of shared networks is incomplete", e);
        }
    }
}
