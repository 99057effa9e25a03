package naru.network.desired;

import naru.linux.Sysctl;
import naru.network.journal.Journal;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.Sandbox;
import naru.network.record.Records;
import naru.network.record.SandboxRecord;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The desired state in the journal, read beside a running daemon or without one.
 *
 * @param networks in no particular order
 * @param sandboxes the open ones
 * @param unfinished sandboxes that were being opened or closed, or are from an earlier boot
 * @param virtuals addresses of aliases
 * @param containers ids of all containers, running or not
 */
public record DesiredState(
        List<Network> networks,
        List<Sandbox> sandboxes,
        List<Sandbox> unfinished,
        List<Alias> virtuals,
        List<String> containers) {
    private static final String CONTAINER = "container/"; // begins the journal keys of containers

    public DesiredState {
        networks = List.copyOf(networks);
        sandboxes = List.copyOf(sandboxes);
        unfinished = List.copyOf(unfinished);
        virtuals = List.copyOf(virtuals);
        containers = List.copyOf(containers);
    }

    /** An alias of a network and its virtual addresses. */
    public record Alias(NetworkId network, String name, List<InetAddress> addresses) {
        public Alias {
            addresses = List.copyOf(addresses);
        }
    }

    /** Reads the journal of {@code directory}; empty without a journal. */
    public static DesiredState read(Path directory) {
        var journal = Journal.read(directory);
        var records = new Records();
        String boot = Sysctl.read("kernel/random/boot_id");
        var lists = new Lists();
        journal.forEach((key, value) -> lists.add(key, value, records, boot));
        return new DesiredState(
                lists.networks,
                lists.sandboxes,
                lists.unfinished,
                lists.virtuals,
                lists.containers);
    }

    private static final class Lists {
        private final List<Network> networks = new ArrayList<>();
        private final List<Sandbox> sandboxes = new ArrayList<>();
        private final List<Sandbox> unfinished = new ArrayList<>();
        private final List<Alias> virtuals = new ArrayList<>();
        private final List<String> containers = new ArrayList<>();

        void add(String key, byte[] value, Records records, String boot) {
            if (key.startsWith(Records.NETWORK + "/")) {
                networks.add(records.network(value).network());
            } else if (key.startsWith(Records.SANDBOX + "/")) {
                SandboxRecord record = records.sandbox(value);
                boolean stands =
                        record.phase() == SandboxRecord.Phase.OPEN && record.bootId().equals(boot);
                (stands ? sandboxes : unfinished).add(record.sandbox());
            } else if (key.startsWith(Records.VIRTUAL + "/")) {
                var virtual = records.virtual(value);
                virtuals.add(new Alias(virtual.network(), virtual.alias(), virtual.addresses()));
            } else if (key.startsWith(CONTAINER)) {
                containers.add(key.substring(CONTAINER.length()));
            }
        }
    }
}
