package naru.cli.demo;

import naru.cli.http.EngineClient;
import naru.cli.http.Http;
import naru.cli.text.Columns;
import naru.linux.Netns;
import naru.linux.route.Link;
import naru.linux.route.Route;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;

/** The checks of the demo while the containers run, in order. */
final class DemoSteps {
    private static final String DOCKER0_SUBNET = "172.17.0.0/16";
    private static final String SUBNET = "172.30.0.0/16";
    private static final String GATEWAY = "172.30.0.1";
    private static final String BOTH_CAME_BACK = "2 packets received";

    private final DemoHost stage;
    private final DemoOutput screen;
    private final Client client;
    private final DemoContainers cast;
    private final HostView host;
    private final Link docker0;
    private final Link bridge;

    DemoSteps(DemoHost stage, DemoOutput screen, Client client, DemoContainers cast) {
        this.stage = stage;
        this.screen = screen;
        this.client = client;
        this.cast = cast;
        this.host = HostView.of(stage.host());
        this.docker0 =
                host.link("docker0").orElseThrow(() -> new DemoFailure("expected a link docker0"));
        this.bridge =
                host.ownedBy("network " + DemoNames.NETWORK, cast)
                        .orElseThrow(
                                () -> new DemoFailure("expected a bridge of " + DemoNames.NETWORK));
    }

    void play() throws IOException, InterruptedException {
        interfaces();
        bridges();
        routes();
        inside();
        ping();
        fdb();
        names();
        publishedPort();
        isolation();
    }

    private void interfaces() {
        screen.view("The host's interfaces and their owners", "ip address", host.interfaces(cast));
        screen.claim(
                "docker0 has 172.17.0.1/16, and the notes' bridge " + GATEWAY + "/16",
                host.ipv4(docker0).equals("172.17.0.1/16")
                        && host.ipv4(bridge).equals(GATEWAY + "/16"),
                host.ipv4(docker0) + " and " + host.ipv4(bridge));
        long ends =
                DemoNames.CONTAINERS.stream()
                        .filter(name -> host.ownedBy(name, cast).isPresent())
                        .count();
        long veths = host.links().stream().filter(link -> link.name().startsWith("veth")).count();
        screen.claim(
                "each container has one veth, which names its owner",
                ends == 3 && veths == 3,
                veths + " veths, " + ends + " with an owner");
    }

    private void bridges() {
        screen.view("The bridges and their ports", "brctl show", host.bridges(cast));
        var inDocker0 = owners(docker0);
        var inBridge = owners(bridge);
        screen.claim(
                "web-default is in docker0, the other two are in " + bridge.name(),
                inDocker0.equals(List.of(DemoNames.DEFAULT))
                        && inBridge.equals(List.of(DemoNames.BRIDGE_1, DemoNames.BRIDGE_2)),
                inDocker0 + " and " + inBridge);
    }

    private List<String> owners(Link master) {
        return host.ports(master, cast).stream().map(port -> cast.ofTag(port.alias())).toList();
    }

    private void routes() {
        screen.view("The host's routes", "netstat -nr", host.mainRoutes());
        screen.claim(
                DOCKER0_SUBNET + " and " + SUBNET + " are routed into their bridges",
                host.leadsTo(DOCKER0_SUBNET, docker0.name()) && host.leadsTo(SUBNET, bridge.name()),
                String.join("; ", host.mainRoutes().lines()));
    }

    private void inside() {
        var member = cast.member(DemoNames.BRIDGE_1);
        try (var netns = Netns.open(member.netns())) {
            var view = HostView.of(netns);
            var columns = view.interfaces(cast);
            view.mainRoutes().lines().forEach(columns::row);
            screen.view(
                    "Inside " + member.name(),
                    "docker exec " + member.name() + " ifconfig",
                    columns);
            var eth0 = view.link("eth0");
            boolean right =
                    eth0.isPresent()
                            && view.ipv4(eth0.get()).equals(DemoNames.ADDRESS_1 + "/16")
                            && member.mac().equals(String.valueOf(eth0.get().address()))
                            && view.routes().stream().anyMatch(DemoSteps::leadsOut);
            screen.claim(
                    "web-bridge-1 has "
                            + DemoNames.ADDRESS_1
                            + " and its default gateway is "
                            + GATEWAY,
                    right,
                    String.join("; ", columns.lines()));
        }
    }

    private static boolean leadsOut(Route route) {
        return route.isDefault()
                && route.gateway() != null
                && route.gateway().getHostAddress().equals(GATEWAY);
    }

    /** By address first, so that an ARP request is needed. */
    private void ping() throws IOException, InterruptedException {
        try (var capture = Capture.on(stage.host(), bridge.index())) {
            var byAddress = client.exec(DemoNames.BRIDGE_1, "ping", "-c", "2", DemoNames.ADDRESS_2);
            var lines = capture.lines();
            show(
                    "web-bridge-1 pings web-bridge-2",
                    command(DemoNames.BRIDGE_1, DemoNames.ADDRESS_2),
                    byAddress);
            screen.claim(
                    "web-bridge-1 reaches web-bridge-2 by its address",
                    byAddress.output().contains(BOTH_CAME_BACK),
                    byAddress.output());
            captured(lines);
        }
    }

    private static String command(String container, String target) {
        return "docker exec " + container + " ping " + target;
    }

    private void captured(List<String> lines) {
        var columns = new Columns();
        lines.forEach(columns::row);
        screen.view("The same on the bridge", "tcpdump -i " + bridge.name(), columns);
        String mac = cast.member(DemoNames.BRIDGE_2).mac();
        screen.claim(
                "ARP asked for "
                        + DemoNames.ADDRESS_2
                        + ", and web-bridge-2's MAC address was the answer",
                lines.contains(
                                "ARP, Request who-has "
                                        + DemoNames.ADDRESS_2
                                        + " tell "
                                        + DemoNames.ADDRESS_1)
                        && lines.contains("ARP, Reply " + DemoNames.ADDRESS_2 + " is-at " + mac),
                String.join("; ", lines));
        screen.claim(
                "ICMP echo requests and their replies crossed the bridge",
                has(
                                lines,
                                DemoNames.ADDRESS_1
                                        + " > "
                                        + DemoNames.ADDRESS_2
                                        + ": ICMP echo request")
                        && has(
                                lines,
                                DemoNames.ADDRESS_2
                                        + " > "
                                        + DemoNames.ADDRESS_1
                                        + ": ICMP echo reply"),
                String.join("; ", lines));
    }

    private static boolean has(List<String> lines, String text) {
        return lines.stream().anyMatch(line -> line.contains(text));
    }

    private void fdb() {
        var now = HostView.of(stage.host());
        screen.view(
                "What the bridge has learned",
                "bridge fdb show br " + bridge.name(),
                now.fdb(bridge, cast));
        boolean right =
                Stream.of(DemoNames.BRIDGE_1, DemoNames.BRIDGE_2)
                        .allMatch(name ->
                                now.ownedBy(name, cast)
                                        .filter(port -> now.isBehind(cast.member(name).mac(), port))
                                        .isPresent());
        screen.claim(
                "the bridge knows each container's MAC address behind that container's veth",
                right,
                String.join("; ", now.fdb(bridge, cast).lines()));
    }

    private void names() throws IOException, InterruptedException {
        var ran = client.exec(DemoNames.BRIDGE_1, "ping", "-c", "2", DemoNames.BRIDGE_2);
        show(
                "By name, which 127.0.0.11 resolves",
                command(DemoNames.BRIDGE_1, DemoNames.BRIDGE_2),
                ran);
        screen.claim(
                "web-bridge-1 reaches web-bridge-2 by its name",
                ran.output().contains("(" + DemoNames.ADDRESS_2 + ")")
                        && ran.output().contains(BOTH_CAME_BACK),
                ran.output());
    }

    private void publishedPort() throws IOException, InterruptedException {
        var local = new InetSocketAddress("127.0.0.1", DemoNames.PORT);
        var uplink = new InetSocketAddress(stage.address(), DemoNames.PORT);
        String fromHost = page(stage.host(), local);
        String fromLan = page(stage.neighbour(), uplink);
        var columns =
                new Columns()
                        .row("on the host", url(local), fromHost)
                        .row("from the LAN", url(uplink), fromLan);
        screen.view("The published port", "curl", columns);
        String id = cast.member(DemoNames.DEFAULT).shortId();
        screen.claim(
                "port " + DemoNames.PORT + " leads to web-default, on the host and from the LAN",
                fromHost.contains(id) && fromLan.contains(id),
                fromHost + " and " + fromLan + ", not from " + id);
    }

    private String page(Netns from, InetSocketAddress at) throws IOException, InterruptedException {
        if (Tools.has("curl")) {
            return client.tools()
                    .runIn(from, "curl", "-sS", "--max-time", "5", url(at))
                    .output()
                    .strip();
        }
        try {
            return Http.tcp(from, at).get("/").body().strip();
        } catch (IOException unreachable) {
            return String.valueOf(unreachable.getMessage());
        }
    }

    private static String url(InetSocketAddress at) {
        return "http://" + at.getAddress().getHostAddress() + ":" + at.getPort() + "/";
    }

    private void isolation() throws IOException, InterruptedException {
        var ran = client.exec(DemoNames.DEFAULT, "ping", "-c", "1", "-W", "1", DemoNames.ADDRESS_1);
        show("From the other bridge", command(DemoNames.DEFAULT, DemoNames.ADDRESS_1), ran);
        screen.claim(
                "web-default, on another bridge, does not reach web-bridge-1",
                ran.output().contains("0 packets received"),
                ran.output());
    }

    private void show(String heading, String tool, EngineClient.Ran ran) {
        var columns = new Columns();
        ran.output().lines().filter(line -> !line.isBlank()).forEach(columns::row);
        screen.view(heading, tool, columns);
    }
}
