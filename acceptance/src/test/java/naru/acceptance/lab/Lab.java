package naru.acceptance.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** A LAN of hosts, each with a running daemon, made by {@code naru lab}. */
public final class Lab implements AutoCloseable {
    private static final String PREFIX = "acceptance-";

    private final String name;
    private final List<LabHost> hosts;

    private Lab(String name, List<LabHost> hosts) {
        this.name = name;
        this.hosts = List.copyOf(hosts);
    }

    /** Brings up a lab whose hosts have the images that the tests use. */
    static Lab up(int count) {
        if (!Eventually.isSlow()) { // there are none on a machine that has just started
            downThoseOfDeadTests();
        }
        var name = PREFIX + ProcessHandle.current().pid();
        int daemons = Eventually.isSlow() ? 1 : count;
        var endpoints =
                naru("up {} --hosts {}", name, daemons).lines().stream()
                        .filter(line -> line.startsWith("DOCKER_HOST="))
                        .map(line -> line.substring("DOCKER_HOST=".length()))
                        .toList();
        assertThat(endpoints).hasSize(daemons);
        var hosts = new ArrayList<LabHost>();
        for (var endpoint : endpoints) {
            hosts.add(new LabHost(name, "h" + (hosts.size() + 1), endpoint));
        }
        hosts.forEach(host -> Images.importInto(host.docker()));
        hosts.forEach(LabResolvers::start);
        for (int number = daemons + 1; number <= count; number++) {
            hosts.add(hostWithoutDaemon(name, number));
        }
        return new Lab(name, hosts);
    }

    /** A host on the LAN, made as {@code naru lab} does, where a daemon takes minutes to start. */
    private static LabHost hostWithoutDaemon(String lab, int number) {
        var plug =
                """
                ip netns add LAB-hN
                ip -n LAB-switch link add hN type veth peer name eth0 netns LAB-hN
                ip -n LAB-switch link set hN master switch up
                ip -n LAB-hN link set lo up
                ip -n LAB-hN link set eth0 up
                ip -n LAB-hN address add 10.213.0.1N/24 dev eth0
                ip -n LAB-hN route add default via 10.213.0.1
                """
                        .replace("LAB", "naru-" + lab)
                        .replace("N", String.valueOf(number));
        new Shell().run("sh -ec {}", plug).text();
        return new LabHost(lab, "h" + number, "unix:///nobody-listens");
    }

    private static void downThoseOfDeadTests() {
        naru("ls").lines().stream()
                .map(line -> line.split(" ")[0])
                .filter(name -> name.matches(PREFIX + "[0-9]+"))
                .distinct()
                .filter(name ->
                        ProcessHandle.of(Long.parseLong(name.substring(PREFIX.length()))).isEmpty())
                .forEach(name -> naru("down {}", name).text());
    }

    private static Shell.Result naru(String command, Object... arguments) {
        var words = CommandLine.words(command, arguments);
        return new Shell().run("{} lab {}", Product.naru(), words);
    }

    /** The host that most tests use. */
    public LabHost host() {
        return hosts.getFirst();
    }

    /** Another host on the same LAN. */
    public LabHost neighbour() {
        return hosts.get(1);
    }

    List<LabHost> hosts() {
        return hosts;
    }

    @Override
    public void close() {
        if (!Eventually.isSlow()) { // else it ends with the machine
            naru("down {}", name).text();
        }
    }
}
