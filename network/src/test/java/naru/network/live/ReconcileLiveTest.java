package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.Objects.requireNonNull;

import naru.linux.Failpoint;
import naru.linux.route.InterfaceAddress;
import naru.network.Networks;
import naru.network.event.NetworkListener;
import naru.network.host.Owner;
import naru.network.model.EndpointSpec;
import naru.network.model.Network;
import naru.network.model.NetworkSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.option.NameOptions;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** What the host looks like after others have changed it, and after we have died. */
class ReconcileLiveTest {
    private static final String WEB = "a".repeat(64);
    private static final String DB = "b".repeat(64);

    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void adoptsWhatIsThereWithoutTouchingIt() {
        var networks = lab.start();
        networks.create(NetworkSpec.bridge("front"));
        var web = openWeb(networks);
        var before = lab.inventory();

        List<String> operations = Collections.synchronizedList(new ArrayList<>());
        var restarted = lab.start(operations::add);
        restarted.restore(_ -> true);
        assertThat(operations).containsExactly("mount netns directory " + web.netns().getParent());
        operations.clear();
        restarted.reconcile();

        assertThat(operations).isEmpty();
        assertThat(lab.inventory()).isEqualTo(before);
        assertThat(restarted.sandbox(WEB)).contains(web);
        assertThatThrownBy(() ->
                        restarted.open(spec(DB, "db", PortRequest.of(Protocol.TCP, 8080, 80))))
                .hasMessageContaining("is published by container web");
    }

    @Test
    void closesTheSandboxesOfDeadContainers() {
        var networks = lab.start();
        networks.create(NetworkSpec.bridge("front"));
        var before = lab.inventory();
        openWeb(networks);

        lab.start(Failpoint.NONE).restore(_ -> false);

        lab.awaitInventory(before);
    }

    @Test
    void bringsBackWhatOthersDelete() {
        var networks = lab.start();
        var front = networks.create(NetworkSpec.bridge("front"));
        var web = openWeb(networks);
        var end = web.endpoints().getFirst().hostEnd();
        var bridge = "br-" + front.id().shortId();
        lab.serve(web.netns(), 80);
        var rules = lab.run("nft", "list", "ruleset");

        lab.run("nft", "flush", "ruleset");
        Lab.await("the table is back", () -> lab.run("nft", "list", "ruleset").equals(rules));
        lab.run("nft", "flush", "chain", "inet", "naru", "forward");
        Lab.await("the rules are back", () -> lab.run("nft", "list", "ruleset").equals(rules));
        lab.run("nft", "flush", "map", "inet", "naru", "published4");
        Lab.await("the port is back", () -> lab.run("nft", "list", "ruleset").equals(rules));
        lab.run("nft", "add", "rule", "inet", "naru", "user", "counter");
        lab.run("nft", "delete", "element", "inet", "naru", "bridges", "{ docker0 }");
        Lab.await(
                "the element is back, and the user's rule stays",
                () ->
                        lab.run("nft", "list", "set", "inet", "naru", "bridges").contains("docker0")
                                && lab.run("nft", "list", "ruleset").contains("counter packets"));
        lab.run("ip", "addr", "flush", "dev", bridge);
        Lab.await(
                "the address is back",
                () -> lab.run("ip", "addr", "show", bridge).contains("inet "));
        lab.run("ip", "link", "set", end, "nomaster");
        Lab.await("it is a port again", () -> lab.run("ip", "link", "show", end).contains(bridge));
        lab.run("ip", "link", "set", end, "down");
        Lab.await("it is up again", () -> lab.run("ip", "link", "show", end).contains(",UP"));
        lab.run("ip", "link", "delete", bridge);
        Lab.await("the bridge is back", () -> works(web));
        var inside =
                lab.runIn(web.netns(), "ip", "-br", "link", "show", "eth0").replaceAll("@\\S+", "");
        lab.run("ip", "link", "delete", end);
        Lab.await("the cable is back", () -> works(web));
        assertThat(
                        lab.runIn(web.netns(), "ip", "-br", "link", "show", "eth0")
                                .replaceAll("@\\S+", ""))
                .isEqualTo(inside);
        assertThat(lab.runIn(web.netns(), "ip", "route")).contains("default via");
    }

    @Test
    void bringsBackTheRouteIntoABridge() {
        var networks = lab.start();
        var front = networks.create(NetworkSpec.bridge("front"));
        var bridge = "br-" + front.id().shortId();
        var routes = lab.run("ip", "route", "show", "dev", bridge);
        assertThat(routes).contains("proto kernel");

        lab.run("ip", "route", "flush", "dev", bridge);

        Lab.await(
                "the route is back",
                () -> lab.run("ip", "route", "show", "dev", bridge).equals(routes));
        lab.run("ip", "link", "add", "other0", "type", "bridge");
        lab.run("ip", "link", "set", "other0", "up");
        lab.run("ip", "route", "replace", routes.split(" ")[0], "dev", "other0");
        Lab.await(
                "the route leads there again",
                () ->
                        lab.run("ip", "route", "show", "dev", bridge).equals(routes)
                                && lab.run("ip", "route", "show", "dev", "other0").isEmpty());
    }

    @Test
    void bringsBackTheFileOfANamespace() {
        var networks = lab.start();
        networks.create(NetworkSpec.bridge("front"));
        var file = openWeb(networks).netns();
        var inside = lab.runIn(file, "ip", "-br", "address");

        lab.run("umount", "--lazy", file.toString());
        lab.tryIn(lab.hostFile(), "rm", file.toString()); // unless it is back already

        Lab.await(
                "the file is back, and leads to the same namespace",
                () -> lab.tryIn(file, "ip", "-br", "address").output().equals(inside));
    }

    @Test
    void hearsOfWhatOthersDoWhileItStarts() {
        var networks = lab.start(Failpoint.NONE);
        var first = new AtomicBoolean(true);
        networks.addListener(
                new NetworkListener() {
                    @Override
                    public void networkCreated(Network network, NameOptions names) {
                        if (first.getAndSet(false)) {
                            lab.run("nft", "flush", "ruleset");
                        }
                    }
                });

        networks.restore(_ -> true);

        Lab.await(
                "the rules are back",
                () -> lab.run("nft", "list", "ruleset").contains("chain forward"));
    }

    @Test
    void repairsSoonWhatAClosingHasLeft() {
        var fails = new AtomicBoolean();
        var networks =
                lab.start(operation -> {
                    if (operation.startsWith("NFT_MSG_DELSETELEM") && fails.getAndSet(false)) {
                        throw new Dead(operation);
                    }
                });
        networks.restore(_ -> true);
        networks.create(NetworkSpec.bridge("front"));
        var before = lab.inventory();
        openWeb(networks);
        fails.set(true);

        assertThatThrownBy(() -> networks.close(WEB)).isInstanceOf(Dead.class);

        lab.awaitInventory(before);
    }

    @Test
    void repairsSoonAfterAFailedMemberRemoval() {
        var fails = new AtomicBoolean();
        var networks =
                lab.start(operation -> {
                    if (operation.startsWith("NFT_MSG_DELSETELEM inet naru balanced4")
                            && fails.getAndSet(false)) {
                        throw new Dead(operation);
                    }
                });
        networks.restore(_ -> true);
        networks.create(
                NetworkSpec.bridge("front").withOptions(Map.of("naru.alias.virtual", "shop")));
        var before = lab.inventory();
        var member = EndpointSpec.of("front").withAliases(List.of("shop"));
        networks.open(SandboxSpec.of(WEB, "web", member));
        fails.set(true);

        networks.close(WEB);

        assertThat(fails).isFalse();
        lab.awaitInventory(before);
    }

    /** Nobody else may get an address that the bridge still answers for. */
    @Test
    void takesAwayAVirtualAddressThatAClosingHasLeft() {
        var fails = new AtomicBoolean();
        var networks =
                lab.start(operation -> {
                    if (operation.startsWith("RTM_DELADDR") && fails.getAndSet(false)) {
                        throw new Dead(operation);
                    }
                });
        networks.restore(_ -> true);
        networks.create(NetworkSpec.bridge("front"));
        var member = shop();
        networks.open(SandboxSpec.of(WEB, "web", member));
        assertThat(virtual()).as("with our mark").hasSize(1);
        fails.set(true);

        networks.close(WEB);

        assertThat(fails).isFalse();
        Lab.await("the address has gone", () -> virtual().isEmpty());
        networks.open(SandboxSpec.of(WEB, "web", member));
        assertThat(virtual()).as("the same alias again").hasSize(1);
    }

    private static EndpointSpec shop() {
        var options = Map.of("naru.endpoint.virtual", "shop");
        return new EndpointSpec(
                "front", null, null, List.of(), null, List.of("shop"), List.of(), options, 0);
    }

    /** The addresses of the host that carry our mark and are no gateway's. */
    private List<InterfaceAddress> virtual() {
        return lab.host().route().addresses().stream()
                .filter(held -> Owner.isOurs(held) && held.prefixLength() == 32)
                .toList();
    }

    @Test
    void bringsBackAPortThatIsTakenAwayDuringAChange() throws InterruptedException {
        var networks = lab.start();
        var bridge = "br-" + networks.create(NetworkSpec.bridge("front")).id().shortId();
        var end = requireNonNull(openWeb(networks).endpoints().getFirst().hostEnd());
        for (int round = 1; round <= 5; round++) {
            networks.attach(WEB, EndpointSpec.of("bridge"));
            var detaching =
                    Thread.ofPlatform()
                            .start(() -> networks.detach(WEB, networks.get("bridge").id()));
            lab.run("ip", "link", "set", end, "nomaster");
            detaching.join();
            Lab.await(
                    "it is a port again, round " + round,
                    () -> lab.run("ip", "link", "show", end).contains(bridge));
        }
    }

    private boolean works(Sandbox web) {
        var address = web.endpoints().getFirst().ipv4().address().getHostAddress();
        return lab.call(lab.hostFile(), address, 80).startsWith("172.");
    }

    @Test
    void undoesAnOpeningThatFailsAtAnyOperation() {
        atEveryOperation((networks, _) -> openWeb(networks), networks -> {}, false);
    }

    @Test
    void leavesNothingOfAnInterruptedOpening() {
        atEveryOperation((networks, _) -> openWeb(networks), networks -> {}, true);
    }

    @Test
    void leavesNothingOfANetworkThatDiesWhileItIsMade() {
        atEveryOperation(
                (networks, n) -> networks.create(NetworkSpec.bridge("second" + n)),
                networks -> {},
                true);
    }

    @Test
    void finishesAClosingThatDies() {
        atEveryOperation((networks, _) -> networks.close(WEB), ReconcileLiveTest::openWeb, true);
    }

    @Test
    void undoesAnAttachmentThatDies() {
        int operations =
                atEveryOperation(
                        (networks, _) -> networks.attach(WEB, EndpointSpec.of("bridge")),
                        ReconcileLiveTest::openWeb,
                        true);
        assertThat(operations).isGreaterThan(3);
    }

    private interface Change {
        void apply(Networks networks, int round);
    }

    /**
     * Lets the n-th operation of {@code change} fail, for every n, and after it either none or,
     * when {@code dies}, every other one; then starts the engine anew without any container.
     */
    private int atEveryOperation(Change change, Consumer<Networks> preparation, boolean dies) {
        var first = lab.start();
        first.create(NetworkSpec.bridge("front"));
        var before = lab.inventory();
        for (int n = 1; ; n++) {
            int fatal = n;
            var count = new AtomicInteger(Integer.MIN_VALUE / 2);
            var networks =
                    lab.start(operation -> {
                        int now = count.incrementAndGet();
                        if (now == fatal || (dies && now > fatal)) {
                            throw new Dead(operation);
                        }
                    });
            networks.restore(_ -> true);
            networks.stop(); // the reconciler would tidy up
            preparation.accept(networks);
            count.set(0);
            boolean failed = false;
            try {
                change.apply(networks, n);
            } catch (RuntimeException e) {
                failed = true;
            }
            if (failed && !dies) {
                lab.awaitInventory(before);
            }
            count.set(Integer.MIN_VALUE / 2);
            var restarted = lab.start(Failpoint.NONE);
            restarted.restore(_ -> false);
            if (!failed) {
                assertThat(n).as("operations").isGreaterThan(2);
                return n;
            }
            lab.awaitInventory(before);
            assertThat(restarted.sandboxes()).isEmpty();
            assertThat(restarted.list()).hasSize(4);
        }
    }

    private static Sandbox openWeb(Networks networks) {
        return networks.open(spec(WEB, "web", PortRequest.of(Protocol.TCP, 8080, 80)));
    }

    private static SandboxSpec spec(String id, String name, PortRequest... ports) {
        return SandboxSpec.of(id, name, EndpointSpec.of("front")).withPorts(List.of(ports));
    }

    private static final class Dead extends RuntimeException {
        private static final long serialVersionUID = 1;

        Dead(String operation) {
            super(operation);
        }
    }
}
