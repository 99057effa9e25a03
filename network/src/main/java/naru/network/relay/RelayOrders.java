package naru.network.relay;

import naru.network.address.Addresses;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The lines that the relay program understands; network/src/main/c/orders.c describes them. Pure.
 */
final class RelayOrders {
    private static final Comparator<Relayed> ORDER =
            Comparator.comparing((Relayed one) -> one.port().protocol())
                    .thenComparing(one -> Addresses.text(one.port().hostAddress()))
                    .thenComparing(one -> Addresses.text(one.container()))
                    .thenComparingInt(one -> one.port().hostPort());

    private RelayOrders() {}

    /** Ends some ports and adds others, all of these or none. */
    static String change(Collection<Relayed> gone, Collection<Relayed> added) {
        var lines = new StringBuilder();
        for (var run : runs(gone)) {
            var port = run.first().port();
            lines.append(
                    "del %s %s %d %d\n"
                            .formatted(
                                    port.protocol().text(),
                                    Addresses.text(port.hostAddress()),
                                    port.hostPort(),
                                    run.length()));
        }
        return lines.append(adds(added)).toString();
    }

    /** These ports and no others, as far as the host grants them. */
    static String exactly(Collection<Relayed> all) {
        return "reset\n" + adds(all);
    }

    /** Whether it is these ports and no others already. */
    static String check(Collection<Relayed> all) {
        return "check\n" + adds(all);
    }

    private static String adds(Collection<Relayed> added) {
        var lines = new StringBuilder();
        for (var run : runs(added)) {
            var port = run.first().port();
            lines.append(
                    "add %s %s %d %s %d %d\n"
                            .formatted(
                                    port.protocol().text(),
                                    Addresses.text(port.hostAddress()),
                                    port.hostPort(),
                                    Addresses.text(run.first().container()),
                                    port.containerPort(),
                                    run.length()));
        }
        return lines.toString();
    }

    private record Run(Relayed first, int length) {}

    /** Neighbouring ports that lead to neighbouring ports are one line. */
    private static List<Run> runs(Collection<Relayed> ports) {
        var sorted = ports.stream().sorted(ORDER).toList();
        var runs = new ArrayList<Run>();
        for (int i = 0; i < sorted.size(); ) {
            int length = 1;
            while (i + length < sorted.size()
                    && follows(sorted.get(i), sorted.get(i + length), length)) {
                length++;
            }
            runs.add(new Run(sorted.get(i), length));
            i += length;
        }
        return runs;
    }

    private static boolean follows(Relayed first, Relayed next, int distance) {
        return next.port().protocol() == first.port().protocol()
                && next.port().hostAddress().equals(first.port().hostAddress())
                && next.container().equals(first.container())
                && next.port().hostPort() == first.port().hostPort() + distance
                && next.port().containerPort() == first.port().containerPort() + distance;
    }
}
