package naru.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

/** A LAN of hosts, each with a running daemon, made by {@code naru lab}. */
final class Lab implements AutoCloseable {
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
        var endpoints =
                naru("up", name, "--hosts", String.valueOf(count)).lines().stream()
                        .filter(line -> line.startsWith("DOCKER_HOST="))
                        .map(line -> line.substring("DOCKER_HOST=".length()))
                        .toList();
        assertThat(endpoints).hasSize(count);
        var hosts = new ArrayList<LabHost>();
        for (var endpoint : endpoints) {
            hosts.add(new LabHost(name, "h" + (hosts.size() + 1), endpoint));
        }
        var running = Eventually.isSlow() ? hosts.subList(0, 1) : hosts;
        running.forEach(host -> Images.importInto(host.docker()));
        running.forEach(LabResolvers::start);
        return new Lab(name, hosts);
    }

    private static void downThoseOfDeadTests() {
        naru("ls").lines().stream()
                .map(line -> line.split(" ")[0])
                .filter(name -> name.matches(PREFIX + "[0-9]+"))
                .distinct()
                .filter(name ->
                        ProcessHandle.of(Long.parseLong(name.substring(PREFIX.length()))).isEmpty())
                .forEach(name -> naru("down", name).text());
    }

    private static Shell.Result naru(String... words) {
        var command = new ArrayList<>(List.of(Product.naru(), "lab"));
        command.addAll(List.of(words));
        return new Shell().run(command.toArray(String[]::new));
    }

    /** The host that most tests use. */
    LabHost host() {
        return hosts.getFirst();
    }

    /** Another host on the same LAN. */
    LabHost neighbour() {
        return hosts.get(1);
    }

    List<LabHost> hosts() {
        return hosts;
    }

    @Override
    public void close() {
        if (!Eventually.isSlow()) { // else it ends with the machine
            naru("down", name).text();
        }
    }
}
