package naru.acceptance.reach;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Shell;
import naru.acceptance.lab.TestFiles;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The cells of the truth table whose frames carry VLAN tags. Linux removes a tag before a bridge
 * filters a frame, and the receiver removes two of VLAN 0: the filters must apply to the frame
 * behind the tags.
 */
@InLab
class ReachTaggedTest {
    private static final String SCRIPT = TestFiles.path("reach/tagged.py");
    private static final String PYTHON = "/usr/bin/python3";
    private static final String BROADCAST = "ff:ff:ff:ff:ff:ff";

    /** TPID and TCI of each tag; the priority is in the three highest bits of the TCI. */
    private static final Map<String, String> TAGS =
            Map.of(
                    "untagged", "-",
                    "vlan5", "8100:0005",
                    "vlan0", "8100:0000",
                    "priority", "8100:a000",
                    "service5", "88a8:0005",
                    "service0", "88a8:0000",
                    "vlan5_vlan6", "8100:0005,8100:0006",
                    "vlan0_vlan0", "8100:0000,8100:0000",
                    "priority_vlan0", "8100:e000,8100:0000",
                    "service0_vlan0", "88a8:0000,8100:0000");

    private final LabHost host;
    private final Docker docker;
    private final NetworkOf[] networks = {
        new NetworkOf("guarded", 1, true, true),
        new NetworkOf("guarded_apart", 2, true, false),
        new NetworkOf("loose", 3, false, true),
        new NetworkOf("loose_apart", 4, false, false)
    };

    ReachTaggedTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    /**
     * A network of the table.
     *
     * @param guarded whether anti-spoofing is enabled
     */
    private record NetworkOf(String name, int block, boolean guarded, boolean icc) {
        String address(boolean ipv6, int number) {
            return (ipv6 ? "fd78:%d::%d" : "10.78.%d.%d").formatted(block, number);
        }
    }

    /** One frame of a network. */
    private record Cell(String tags, String inner, boolean own, boolean toAll) {
        static List<Cell> all() {
            var cells = new ArrayList<Cell>();
            for (var tags : TAGS.keySet()) {
                for (var inner : List.of("arp", "udp4", "udp6", "neighbour")) {
                    for (boolean own : new boolean[] {true, false}) {
                        cells.add(new Cell(tags, inner, own, false));
                        cells.add(new Cell(tags, inner, own, true));
                    }
                }
            }
            return cells;
        }

        boolean ipv6() {
            return inner.equals("udp6") || inner.equals("neighbour");
        }

        /** Whether another container's link may see it. */
        boolean arrives(NetworkOf network) {
            boolean honest = own && tags.equals("untagged");
            return network.icc() && (honest || !network.guarded());
        }

        String name() {
            return "%s-%s-%s-%s"
                    .formatted(tags, inner, own ? "own" : "forged", toAll ? "all" : "one");
        }

        String line(NetworkOf network, String from, String to) {
            var source = network.address(ipv6(), own ? 2 : 9);
            return String.join(
                    " ",
                    name(),
                    from,
                    toAll ? BROADCAST : to,
                    TAGS.get(tags),
                    inner.replaceAll("[46]", ""),
                    source,
                    network.address(ipv6(), 3));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void framesWithVlanTagsGetNowhere(boolean bridgeNetfilter) throws Throwable {
        var before = bridgeNetfilter(bridgeNetfilter ? "1" : "0");
        try {
            for (var network : networks) {
                create(network);
            }
            var expected = new TreeSet<String>();
            var found = new TreeSet<String>();
            for (var network : networks) {
                Cell.all().stream()
                        .filter(cell -> cell.arrives(network))
                        .forEach(cell -> expected.add(network.name() + ": " + cell.name()));
                arriving(network).forEach(name -> found.add(network.name() + ": " + name));
            }
            assertThat(found).isEqualTo(expected);
        } finally {
            bridgeNetfilter(before);
        }
    }

    private void create(NetworkOf network) {
        docker.cli(
                "network create --ipv6 --subnet {}/24 --subnet {}/64 -o"
                    + " naru.bridge.anti_spoofing={} -o com.docker.network.bridge.enable_icc={} {}",
                network.address(false, 0),
                network.address(true, 0),
                network.guarded(),
                network.icc(),
                network.name());
        for (int number : new int[] {2, 3}) {
            docker.waiting(
                    network.name() + number,
                    "--network {} --ip {} --ip6 {}",
                    network.name(),
                    network.address(false, number),
                    network.address(true, number));
        }
    }

    /** Sends all frames, and an untagged last one from the host; returns the received ones. */
    private TreeSet<String> arriving(NetworkOf network) throws Exception {
        var receiver = network.name() + 3;
        var to = mac(receiver);
        var from = mac(network.name() + 2);
        var lines = new StringBuilder();
        Cell.all().forEach(cell -> lines.append(cell.line(network, from, to)).append('\n'));
        var bridge = host.bridge(network.name());
        var last =
                "end %s %s - udp %s %s\n"
                        .formatted(
                                host.see("cat /sys/class/net/{}/address", bridge),
                                to,
                                network.address(false, 1),
                                network.address(false, 3));
        var listener = host.inside(receiver).start("{} {} hear eth0", PYTHON, SCRIPT);
        try (var output = listener.inputReader(UTF_8)) {
            assertThat(output.readLine()).isEqualTo("ready");
            send(host.inside(network.name() + 2), "eth0", lines.toString());
            Thread.sleep(500); // frames of another CPU's queue may arrive after the last one
            send(host.shell(), bridge, last);
            var seen = new TreeSet<String>();
            for (var name = output.readLine();
                    name != null && !name.equals("end");
                    name = output.readLine()) {
                seen.add(name);
            }
            return seen;
        } finally {
            listener.destroy();
        }
    }

    private static void send(Shell from, String link, String lines) {
        var input = new ByteArrayInputStream(lines.getBytes(UTF_8));
        from.quietly(input, "{} {} send {}", PYTHON, SCRIPT, link).text();
    }

    private String mac(String container) {
        return docker.inspect(
                container, "{{range .NetworkSettings.Networks}}{{.MacAddress}}{{end}}");
    }

    /** Whether IP's rules see what a bridge forwards, where the kernel can do that. */
    private String bridgeNetfilter(String value) {
        var before = host.shell().quietly("sysctl -n net.bridge.bridge-nf-call-iptables");
        if (before.exit() != 0) {
            return value;
        }
        for (var name : List.of("bridge-nf-call-iptables", "bridge-nf-call-ip6tables")) {
            host.see("sysctl -w net.bridge.{}={}", name, value);
        }
        return before.text();
    }
}
