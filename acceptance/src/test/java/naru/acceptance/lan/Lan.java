package naru.acceptance.lan;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.Assumptions;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The LAN of a lab's hosts, for containers that are attached to it, too. The neighbour is the peer;
 * the switch is the router.
 */
public final class Lan {
    private static final String ROUTER = "10.213.0.1";
    static final String SUBNET = "10.213.0.0/24";

    /** The range for containers; the hosts' own addresses are below it. */
    private static final String RANGE = "10.213.0.128/26";

    private final LabHost host;
    private final LabHost neighbour;

    public Lan(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
    }

    /** Skips a test, with a message, where the kernel lacks a kind of interface. */
    public void assumeKernelKnows(String kind) {
        var answer = host.shell().quietly("ip link add probe type {}", kind).errors();
        boolean known = !answer.contains("Unknown device type");
        System.out.println(known ? "the kernel knows " + kind : "NOT TRIED: no " + kind + " here");
        Assumptions.assumeTrue(
                known,
                "this kernel has no " + kind + "; make test-kernel runs this under one that has");
    }

    /** Creates a network on the LAN. */
    void create(String name, String driver) {
        create(name, driver, "");
    }

    /** Creates a network on the LAN, with options of {@code docker network create}. */
    void create(String name, String driver, String options, Object... arguments) {
        host.docker()
                .cli(
                        "network create -d {} -o parent={} --subnet {} --ip-range {} --gateway {}"
                                + " {} {}",
                        driver,
                        host.uplink(),
                        SUBNET,
                        RANGE,
                        ROUTER,
                        CommandLine.words(options, arguments),
                        name);
    }

    /**
     * Whether a host answers pings; repeated, because the first may be sent before the route
     * exists.
     */
    boolean pings(Shell from, String address) {
        return from.run("ping -c 3 -i 0.3 -W 1 {}", address).exit() == 0;
    }

    /** The entries of addresses in the neighbour's table, after a ping. */
    String macSeenByNeighbour(String address) {
        assertThat(pings(neighbour.shell(), address)).as("ping to " + address).isTrue();
        var line = neighbour.see("ip neigh show {}", address);
        return line.replaceFirst("(?s).*lladdr ([0-9a-f:]+).*", "$1");
    }

    /** The Ethernet source addresses of frames from an address, in lines of {@code tcpdump -e}. */
    static List<String> sources(List<String> packets, String address) {
        var from = Pattern.compile("^([0-9a-f:]{17}) > .*: " + Pattern.quote(address) + " > .*");
        return packets.stream()
                .map(from::matcher)
                .filter(java.util.regex.Matcher::matches)
                .map(match -> match.group(1))
                .distinct()
                .collect(Collectors.toList());
    }
}
