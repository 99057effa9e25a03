package naru.linux.route.socket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.net.InetAddress.ofLiteral;

import naru.linux.EthernetAddress;
import naru.linux.Netns;
import naru.linux.Scratch;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.route.BridgeOptions;
import naru.linux.route.Change;
import naru.linux.route.FdbChange;
import naru.linux.route.FdbRow;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.Neighbour;
import naru.linux.route.NeighbourChange;
import naru.linux.route.Vxlan;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Vxlan links and their rows, verified with ip and bridge of iproute2. */
class VxlanLiveTest {
    private static final EthernetAddress MAC = EthernetAddress.parse("02:42:0a:14:00:0c");
    private static final InetAddress FAR = ofLiteral("10.77.0.2");
    private static final Vxlan TUNNEL = new Vxlan(4097, ofLiteral("10.77.0.1"), 4789, false);

    private Scratch scratch;
    private Netns hidden;
    private RouteSocket routes;
    private int bridge;
    private int link;

    @BeforeEach
    void open() {
        scratch = Scratch.create();
        hidden = scratch.netns("hidden");
        routes = Scratch.routes(scratch.netns("host"));
        routes.apply(new LinkChange.AddBridge("br", LinkSettings.NONE.setUp(), BridgeOptions.NONE));
        bridge = routes.link("br").orElseThrow().index();
        var settings = LinkSettings.NONE.mtu(1450).master(bridge).alias("naru:network:1").setUp();
        routes.apply(new LinkChange.AddVxlan("vx-4097", TUNNEL, settings));
        link = routes.link("vx-4097").orElseThrow().index();
    }

    @AfterEach
    void close() {
        if (scratch != null) {
            routes.close();
            scratch.close();
        }
    }

    @Test
    void addsAndReadsTunnelOfEachFamily() {
        var six = new Vxlan(4098, ofLiteral("fd77::1"), 4790, true);
        routes.apply(new LinkChange.AddVxlan("vx-4098", six, LinkSettings.NONE));

        var found = routes.link("vx-4097").orElseThrow();
        assertThat(found.vxlan()).isEqualTo(TUNNEL);
        assertThat(found.alias()).isEqualTo("naru:network:1");
        assertThat(found.master()).isEqualTo(bridge);
        assertThat(routes.link("vx-4098").orElseThrow().vxlan()).isEqualTo(six);
        assertThat(routes.link("br").orElseThrow().vxlan()).isNull();
        assertThat(scratch.run("host", "ip", "-d", "link", "show", "vx-4097"))
                .contains("mtu 1450", "vxlan id 4097 local 10.77.0.1", "dstport 4789 nolearning");
        assertThat(scratch.run("host", "ip", "-d", "link", "show", "vx-4098"))
                .contains("vxlan id 4098 local fd77::1", "dstport 4790");
    }

    @Test
    void reportsTakenVniOfHiddenLink() {
        routes.apply(
                new LinkChange.Set(LinkRef.of(link), LinkSettings.NONE.master(0).netns(hidden)));
        assertThat(routes.link("vx-4097")).isEmpty();

        var same = new LinkChange.AddVxlan("other", TUNNEL, LinkSettings.NONE);
        assertThatThrownBy(() -> routes.apply(same))
                .isInstanceOfSatisfying(
                        LinuxException.class, e -> assertThat(e.errno()).isEqualTo(Errno.EEXIST));
        var otherPort = new Vxlan(TUNNEL.id(), TUNNEL.local(), 4790, false);
        routes.apply(new LinkChange.AddVxlan("other", otherPort, LinkSettings.NONE));
    }

    @Test
    void listsRowsAndNeighboursOfLink() {
        routes.applyAll(rows(1));
        routes.apply(
                new FdbChange.Replace(FdbRow.atVtep(link, address(0), ofLiteral("10.77.0.3"))));

        assertThat(scratch.run("host", "bridge", "fdb", "show", "dev", "vx-4097"))
                .contains(
                        address(0) + " dst 10.77.0.3 self permanent",
                        address(0) + " master br static");
        assertThat(scratch.run("host", "ip", "neigh", "show", "dev", "br"))
                .contains("10.20.0.0 lladdr " + address(0) + " PERMANENT");
        assertThat(routes.fdb(link))
                .contains(
                        FdbRow.atVtep(link, address(0), ofLiteral("10.77.0.3")),
                        new FdbRow(link, address(0), bridge, FdbRow.NUD_NOARP, 0, null))
                .allMatch(row -> row.link() == link);
        assertThat(neighbours()).containsExactly(Neighbour.permanent(bridge, peer(0), address(0)));
        assertThat(routes.neighbours(link)).allMatch(row -> row.link() == link);
    }

    @Test
    void ignoresMissingRowsOfRemovals() {
        routes.applyAll(rows(300));
        routes.apply(new FdbChange.Delete(FdbRow.onPort(link, address(70))));
        var removals = new ArrayList<Change>();
        for (int i = 0; i < 300; i++) {
            removals.add(new FdbChange.Delete(FdbRow.atVtep(link, address(i), FAR)));
            removals.add(new FdbChange.Delete(FdbRow.onPort(link, address(i))));
            removals.add(
                    new NeighbourChange.Delete(Neighbour.permanent(bridge, peer(i), address(i))));
        }
        routes.applyAllUnlessGone(removals);
        assertThat(neighbours()).isEmpty();
        assertThat(routes.fdb(link)).noneMatch(row -> row.vtep() != null);
        var refused = new FdbChange.Delete(FdbRow.onPort(1, MAC)); // lo is no port
        assertThatThrownBy(() -> routes.applyAllUnlessGone(List.of(refused)))
                .isInstanceOfSatisfying(
                        LinuxException.class,
                        e -> assertThat(e.errno()).isNotEqualTo(Errno.ENOENT));
    }

    /** Bounds the time on a processor; the elapsed time depends on what else the machine does. */
    @Test
    void programsTenThousandRemotes() throws IOException {
        var changes = rows(10_000);
        long cpu = processorNanos();
        long start = System.nanoTime();
        routes.applyAll(changes);
        long written = System.nanoTime();
        long used = processorNanos() - cpu;
        int rows = routes.fdb(link).size();
        int neighbours = neighbours().size();
        long read = System.nanoTime();
        System.out.printf(
                "%d changes written in %d ms (processor %d ms), %d + %d rows read in %d ms%n",
                changes.size(),
                (written - start) / 1_000_000,
                used / 1_000_000,
                rows,
                neighbours,
                (read - written) / 1_000_000);
        assertThat(neighbours).isEqualTo(10_000);
        assertThat(rows).isGreaterThanOrEqualTo(20_000);
        assertThat(used).isLessThan(3_000_000_000L);
    }

    /** What this thread has used so far: see proc_pid_schedstat(5). */
    private static long processorNanos() throws IOException {
        var stat = Files.readString(Path.of("/proc/thread-self/schedstat"));
        return Long.parseLong(stat.split(" ")[0]);
    }

    /** Without those of multicast groups, which the kernel makes. */
    private List<Neighbour> neighbours() {
        return routes.neighbours(bridge).stream()
                .filter(row -> row.state() == Neighbour.NUD_PERMANENT)
                .toList();
    }

    private List<Change> rows(int count) {
        var changes = new ArrayList<Change>();
        for (int i = 0; i < count; i++) {
            changes.add(new FdbChange.Replace(FdbRow.atVtep(link, address(i), FAR)));
            changes.add(new FdbChange.Replace(FdbRow.onPort(link, address(i))));
            changes.add(
                    new NeighbourChange.Replace(Neighbour.permanent(bridge, peer(i), address(i))));
        }
        return changes;
    }

    private static EthernetAddress address(int number) {
        return new EthernetAddress(0x0242_0a14_0000L + number);
    }

    private static InetAddress peer(int number) {
        return ofLiteral("10.20.%d.%d".formatted(number >> 8, number & 0xff));
    }
}
