package naru.cli.demo;

import naru.cli.lab.Lab;
import naru.cli.lab.LabCluster;
import naru.cli.lab.Labs;
import naru.cli.text.Columns;
import naru.cli.text.Json;
import naru.linux.Netns;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * The second act of the demo: three hosts, one overlay network, the tunnel's packets on the LAN,
 * and a host that fails and is replaced by a fourth one.
 */
final class ClusterAct implements AutoCloseable {
    static final String LAB = "demo-cluster";
    private static final int HOSTS = 3;
    private static final int TRIES = 100;
    private static final int PAUSE = 100; // milliseconds
    private static final String UPLINK = "eth0";
    private static final String VNI_OPTION = "com.docker.network.driver.overlay.vxlanid_list";
    private static final String BOTH_CAME_BACK = "2 packets received";
    private static final String FIRST = "web-1";
    private static final String SECOND = "web-2";
    private static final String LAST = "web-3";

    private final Labs labs;
    private final Lab lab;
    private final DemoOutput screen;
    private final List<ClusterHost> hosts;

    private ClusterAct(Labs labs, Lab lab, DemoOutput screen) {
        this.labs = labs;
        this.lab = lab;
        this.screen = screen;
        this.hosts = lab.hosts().stream().map(ClusterHost::of).toList();
    }

    /** Whether its programs are installed. */
    static boolean isPossible() {
        return Tools.has("etcd");
    }

    /** Starts the hosts, of which one is a spare. */
    static ClusterAct raise(Labs labs, DemoOutput screen) throws IOException {
        return new ClusterAct(labs, labs.up(LAB, HOSTS + 1, null), screen);
    }

    void play(WebImage image) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        LabCluster.form(lab.hosts().subList(0, HOSTS));
        screen.step("cluster", "swarm init on h1, swarm join on h2 and h3", Demo.since(begun));
        nodes();

        begun = System.nanoTime();
        for (var host : hosts) {
            host.bring(image);
        }
        screen.step("image", "pulled on " + hosts.size() + " hosts", Demo.since(begun));

        begun = System.nanoTime();
        first().engine()
                .post(
                        "/networks/create",
                        Json.object(
                                "Name",
                                DemoNames.SHARED_NETWORK,
                                "Driver",
                                "overlay",
                                "Attachable",
                                true));
        var far = new ArrayList<DemoContainers.Member>();
        first().start(FIRST);
        far.add(hosts.get(1).start(SECOND));
        far.add(hosts.get(2).start(LAST));
        screen.step("run", "an overlay network, and a container on each host", Demo.since(begun));

        tunnel(far.getLast());
        rows(far);
        replace();
    }

    private ClusterHost first() {
        return hosts.getFirst();
    }

    private void nodes() throws IOException, InterruptedException {
        var nodes = first().engine().list("/nodes");
        for (int i = 0; ready(nodes) < HOSTS && i < TRIES; i++) {
            Thread.sleep(PAUSE);
            nodes = first().engine().list("/nodes");
        }
        var columns = new Columns();
        nodes.stream()
                .sorted(Comparator.comparing(node -> Json.text(Json.at(node, "Status"), "Addr")))
                .forEach(node ->
                        columns.row(
                                Json.text(node, "ID"),
                                Json.text(Json.at(node, "Status"), "Addr"),
                                Json.text(Json.at(node, "Status"), "State"),
                                Json.text(Json.at(node, "Spec"), "Role")));
        screen.view("The hosts of the cluster", "docker node ls", columns);
        screen.claim(
                "three hosts are one cluster",
                ready(nodes) == HOSTS && nodes.size() == HOSTS,
                String.join("; ", columns.lines()));
    }

    private static long ready(List<Map<String, Object>> nodes) {
        return nodes.stream()
                .filter(node -> Json.text(Json.at(node, "Status"), "State").equals("ready"))
                .count();
    }

    /** A ping by name, and what of it passes the LAN. */
    private void tunnel(DemoContainers.Member target) throws IOException, InterruptedException {
        try (var netns = Netns.open(first().host().netns());
                var capture = Capture.on(netns, uplink())) {
            var ping = ping(target.name());
            var lines = capture.lines();
            screen.view(
                    FIRST + " on h1 pings " + target.name() + " on h3, by name",
                    "docker exec " + FIRST + " ping " + target.name(),
                    lines(ping.lines().toList()));
            screen.claim(
                    FIRST + " reaches " + target.name() + " on another host by its name",
                    ping.contains("(" + target.ip() + ")") && ping.contains(BOTH_CAME_BACK),
                    ping);
            var tunnelled = lines.stream().filter(line -> line.contains("VXLAN")).toList();
            screen.view(
                    "The same on the LAN",
                    "tcpdump -i " + UPLINK + " udp port 4789",
                    lines(tunnelled));
            var network = first().engine().get("/networks/" + DemoNames.SHARED_NETWORK);
            String vni = Json.text(Json.at(network, "Options"), VNI_OPTION);
            screen.claim(
                    "its packets cross the LAN in VXLAN with the VNI of the network, " + vni,
                    !vni.isEmpty()
                            && tunnelled.stream()
                                    .anyMatch(line ->
                                            line.contains("vni " + vni + ": IP ")
                                                    && line.contains(
                                                            "> " + target.ip() + ": ICMP echo")),
                    String.join("; ", lines));
            screen.claim(
                    "no ARP request of the network was needed on the LAN",
                    tunnelled.stream().noneMatch(line -> line.contains("ARP")),
                    String.join("; ", tunnelled));
        }
    }

    private int uplink() {
        return first().view()
                .link(UPLINK)
                .orElseThrow(() -> new DemoFailure("expected a link " + UPLINK))
                .index();
    }

    private String ping(String target) throws IOException, InterruptedException {
        return first().client().exec(FIRST, "ping", "-c", "2", "-W", "1", target).output();
    }

    private static Columns lines(List<String> lines) {
        var columns = new Columns();
        lines.forEach(columns::row);
        return columns;
    }

    /** What h1's kernel knows of the containers of other hosts. */
    private void rows(List<DemoContainers.Member> far) {
        var now = first().view();
        var columns = now.tunnels(far);
        screen.view("Containers of other hosts in h1's kernel", "bridge fdb show", columns);
        screen.claim(
                "h1's forwarding table leads to each of them through the host that has it",
                far.size() == columns.lines().size()
                        && columns.lines().stream().anyMatch(line -> line.contains(address(2)))
                        && columns.lines().stream().anyMatch(line -> line.contains(address(3))),
                String.join("; ", columns.lines()));
    }

    private String address(int number) {
        return lab.host("h" + number).address().getHostAddress();
    }

    /** Host h3 fails; h4 joins and starts a container with the name of the one that was lost. */
    private void replace() throws IOException, InterruptedException {
        long begun = System.nanoTime();
        String lost = node(hosts.get(2));
        labs.lose(lab.host("h3"));
        var still = ping(SECOND);
        LabCluster.remove(lost, first().host());
        LabCluster.join(lab.host("h4"), first().host(), true);
        var spare = hosts.get(HOSTS);
        var again = spare.start(LAST);
        screen.step("replace", "h3 is lost, h4 has joined, and runs " + LAST, Demo.since(begun));
        screen.claim(
                "while h3 is lost, " + FIRST + " reaches " + SECOND + " on h2",
                still.contains(BOTH_CAME_BACK),
                still);
        var ping = ping(LAST);
        screen.claim(
                FIRST + " reaches " + LAST + " on h4, which has replaced h3, by the same name",
                ping.contains("(" + again.ip() + ")") && ping.contains(BOTH_CAME_BACK),
                ping);
    }

    private static String node(ClusterHost host) throws IOException {
        return Json.text(Json.at(host.engine().get("/info"), "Swarm"), "NodeID");
    }

    String howToEnter() {
        return "naru lab exec " + LAB + " h1 -- bash";
    }

    String howToRemove() {
        return "naru lab down " + LAB;
    }

    @Override
    public void close() {
        try {
            labs.down(lab);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
