package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.Failpoint;
import naru.network.Networks;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.Network;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolSpec;
import naru.network.model.SandboxSpec;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Networks on a LAN fail, or the process dies, at the n-th change of kernel or journal: the host is
 * as before or as after, nothing of a parent or of the host's own interface is left over, and a
 * further start changes nothing. As many n as {@code naru.lan.crash.seconds} allow, for each kind.
 */
class LanCrashLiveTest {
    private static final String WEB = "a".repeat(64);
    private static final int SECONDS = Integer.getInteger("naru.lan.crash.seconds", 2);
    private static final int LEAST = 5; // rounds, however slow the machine is

    private static final int NEVER = Integer.MIN_VALUE / 2;
    private static final EndpointSpec ENDPOINT =
            EndpointSpec.of("lan").withIpv4(InetAddress.ofLiteral("10.50.0.70"));

    /** What each start does, whether it finds everything right or not. */
    private static final String OWN = "mount netns directory";

    private Lab lab;

    @AfterEach
    void close() {
        if (lab != null) {
            lab.close();
        }
    }

    /** A driver and what its network rides on. */
    enum Kind {
        MACVLAN_WITH_HOST("macvlan", Map.of("parent", "wan", "host_access", "true")),
        MACVLAN_ALONE("macvlan", Map.of()),
        MACVLAN_TAGGED("macvlan", Map.of("parent", "wan.10")),
        IPVLAN("ipvlan", Map.of("parent", "wan")),
        IPVLAN_TAGGED("ipvlan", Map.of("parent", "wan.10", "ipvlan_mode", "l3"));

        private final String driver;
        private final Map<String, String> options;

        Kind(String driver, Map<String, String> options) {
            this.driver = driver;
            this.options = options;
        }

        List<String> needs() {
            boolean tagged = options.getOrDefault("parent", "").contains(".");
            return tagged ? List.of(driver, "vlan") : List.of(driver);
        }

        void create(Networks networks) {
            var pool = new PoolSpec("10.50.0.0/24", "10.50.0.64/26", "10.50.0.2", Map.of());
            var ipam = new IpamSpec("default", Map.of(), List.of(pool));
            var all = new HashMap<>(options);
            all.put("naru.lan.probe_ms", "0"); // nobody else is there
            networks.create(NetworkSpec.bridge("lan", ipam).withDriver(driver).withOptions(all));
        }
    }

    /**
     * A change and what comes before it.
     *
     * @param alive whether the container runs on when the process dies in the middle
     */
    private record Scene(
            String name, List<Consumer<Networks>> before, Consumer<Networks> act, boolean alive) {
        boolean isRestore() {
            return name.equals("restore");
        }

        void prepare(Networks networks) {
            before.forEach(step -> step.accept(networks));
        }
    }

    /** The {@code n}-th change fails; and all further ones, if {@code dies}. */
    private record Round(Scene scene, int n, boolean dies, Rehearsal rehearsal) {
        @Override
        public String toString() {
            return "%s %s at %d".formatted(scene.name, dies ? "dies" : "fails", n);
        }
    }

    private record Rehearsal(String before, String after, int operations) {}

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftHalfDone(Kind kind) {
        lab = new Lab();
        lab.neighbour("10.50.0.1", "10.50.0.2");
        var networks = lab.start();
        assumeKernelKnows(kind.needs());
        var empty = picture(networks);
        var rounds = new ArrayList<Round>();
        for (var scene : scenes(kind)) {
            var rehearsal = rehearse(scene);
            undo(empty);
            for (int n = 1; n <= rehearsal.operations; n++) {
                rounds.add(new Round(scene, n, true, rehearsal));
                rounds.add(new Round(scene, n, false, rehearsal));
            }
        }
        Collections.shuffle(rounds, new Random(1));
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        int done = 0;
        for (var round : rounds) {
            if (done < LEAST || System.nanoTime() < end) {
                play(round);
                undo(empty);
                done++;
            }
        }
        System.out.printf("%s: %d of %d rounds%n", kind, done, rounds.size());
    }

    private void assumeKernelKnows(List<String> kinds) {
        for (var kind : kinds) {
            boolean known = lab.host().route().knows(kind);
            System.out.println((known ? "tried: " : "NOT TRIED, the kernel has none: ") + kind);
            Assumptions.assumeTrue(known, "this kernel has no " + kind + ": make test-kernel");
        }
    }

    private static List<Scene> scenes(Kind kind) {
        Consumer<Networks> create = kind::create;
        Consumer<Networks> open = n -> open(n, ENDPOINT);
        Consumer<Networks> openElsewhere = n -> open(n, EndpointSpec.of("bridge"));
        Consumer<Networks> attach = n -> n.attach(WEB, ENDPOINT);
        var attached = List.of(create, openElsewhere, attach);
        return List.of(
                new Scene("create", List.of(), create, false),
                new Scene("delete", List.of(create), n -> n.delete("lan"), false),
                new Scene("open", List.of(create), open, false),
                new Scene("close", List.of(create, open), n -> n.close(WEB), false),
                new Scene("attach", List.of(create, openElsewhere), attach, true),
                new Scene("detach", attached, n -> n.detach(WEB, n.get("lan").id()), true),
                new Scene("restore", List.of(create, open), n -> n.restore(_ -> true), true));
    }

    private static void open(Networks networks, EndpointSpec endpoint) {
        networks.open(SandboxSpec.of(WEB, "web", endpoint));
    }

    private Rehearsal rehearse(Scene scene) {
        var count = new AtomicInteger();
        var networks = prepared(scene, _ -> count.incrementAndGet());
        var before = picture(networks);
        count.set(0);
        scene.act.accept(networks);
        lab.kill(); // which finishes what is being deleted
        int operations = count.get();
        assertThat(operations).as(scene.name).isPositive();
        return new Rehearsal(before, picture(networks), operations);
    }

    /** What a scene begins with, under an engine that a test can make fail. */
    private Networks prepared(Scene scene, Failpoint failpoint) {
        if (scene.isRestore()) {
            scene.prepare(lab.start());
            lab.kill();
            breakEverything();
            return lab.startFailingAnywhere(failpoint);
        }
        var networks = lab.startFailingAnywhere(failpoint);
        networks.restore(_ -> true);
        scene.prepare(networks);
        return networks;
    }

    /** While no engine runs, others take away what it had made. */
    private void breakEverything() {
        for (var link : lab.run("ip", "-br", "link").lines().toList()) {
            var name = link.split("[ @]")[0];
            if (name.matches("(ha|dm|di)-.*|.*\\.10")) {
                lab.run("ip", "link", "delete", name);
            }
        }
    }

    private void play(Round round) {
        var scene = round.scene;
        var count = new AtomicInteger(NEVER);
        var networks =
                prepared(
                        scene,
                        operation -> {
                            int now = count.incrementAndGet();
                            if (now == round.n || (round.dies && now > round.n)) {
                                throw new Dead(operation);
                            }
                        });
        if (round.dies) {
            networks.stop(); // else it would tidy up
        }
        count.set(0);
        boolean carriedOut = carriedOut(scene, networks);
        if (round.dies || (scene.isRestore() && !carriedOut)) {
            networks = lab.start(Failpoint.NONE);
            networks.restore(_ -> scene.alive);
        }
        var wanted = round.rehearsal;
        var good =
                scene.isRestore() || (carriedOut && !round.dies)
                        ? List.of(wanted.after)
                        : List.of(wanted.before, wanted.after);
        awaitPicture(round, networks, good);
        if (!round.dies) {
            lab.start(Failpoint.NONE).restore(_ -> scene.alive); // which finishes what it can
        }
        var changes = Collections.synchronizedList(new ArrayList<String>());
        networks = lab.startFailingAnywhere(changes::add);
        networks.restore(_ -> scene.alive);
        changes.removeIf(change -> change.startsWith(OWN));
        assertThat(changes).as("%s: what a further start changes", round).isEmpty();
        awaitPicture(round, networks, good);
    }

    private static boolean carriedOut(Scene scene, Networks networks) {
        try {
            scene.act.accept(networks);
            return true;
        } catch (RuntimeException refused) {
            return false;
        }
    }

    private void undo(String empty) {
        var networks = lab.start();
        networks.close(WEB);
        if (networks.find("lan").isPresent()) {
            networks.delete("lan");
        }
        awaitPicture("after all", networks, List.of(empty));
    }

    private void awaitPicture(Object when, Networks networks, List<String> good) {
        long end = System.nanoTime() + Lab.PATIENCE.toNanos();
        var now = picture(networks);
        while (!good.contains(now) && System.nanoTime() < end) {
            Lab.pause(20);
            now = picture(networks);
        }
        assertThat(good).as("%s: %s", when, difference(good.getFirst(), now)).contains(now);
    }

    /** What only one of the two has. */
    private static String difference(String before, String now) {
        var missing = new ArrayList<>(before.lines().toList());
        var more = new ArrayList<>(now.lines().toList());
        now.lines().forEach(missing::remove);
        before.lines().forEach(more::remove);
        return "missing " + missing + ", more " + more;
    }

    /** What is on the host and in the sandbox, without what is another one each time. */
    private String picture(Networks networks) {
        var inside = lab.directory.resolve("exec/netns");
        var look = "ip -br link; ip -br address show scope global; ip route";
        var script =
                "%s; nft -s list ruleset; ls %s 2>/dev/null; for n in %s/*; do test -e $n && nsenter --net=$n sh -c '%s'; done; true"
                        .formatted(look, inside, inside, look);
        return (networks.list().stream().map(Network::name).toList()
                        + "\n"
                        + lab.run("sh", "-c", script))
                .replaceAll("([0-9a-f]{2}:){5}[0-9a-f]{2}", "MAC")
                .replaceAll("@\\w+", "")
                .replaceAll("veth[0-9a-f]+", "veth#")
                .replaceAll("\\b[0-9a-f]{12,64}\\b", "#")
                .replaceAll("172\\.17\\.\\d+\\.\\d+", "172.17.N")
                .lines()
                .map(line -> line.replaceAll("\\s+", " ").strip())
                .sorted()
                .collect(Collectors.joining("\n"));
    }

    private static final class Dead extends RuntimeException {
        private static final long serialVersionUID = 1;

        Dead(String operation) {
            super(operation);
        }
    }
}
