package naru.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything is killed at once and started again: all containers are up, with their old addresses.
 * Here with as many as {@code naru.storm.containers} says; {@code make storm} takes 100.
 */
@InLab
class MachineResetTest {
    private static final int CONTAINERS = Integer.getInteger("naru.storm.containers", 12);
    private static final int PER_NETWORK = 10;
    private static final Duration PROGRESS = Duration.ofSeconds(30); // until the next one is up
    private static final String FACTS =
            "{{.Name}} {{range .NetworkSettings.Networks}}{{.IPAddress}}"
                    + " {{.GlobalIPv6Address}} {{.MacAddress}};{{end}}";

    private final LabHost host;
    private final Docker docker;

    MachineResetTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    @Test
    void containersRestartWithTheirAddresses() throws Throwable {
        for (int i = 0; i < CONTAINERS; i++) {
            if (i % PER_NETWORK == 0) {
                var subnet = "fd00:7a:" + i + "::/64";
                docker.cli("network create --ipv6 --subnet {} n{}", subnet, i);
            }
            docker.waiting(name(i), options(i));
        }
        var before = facts();
        var namespaces = namespaces();

        for (int round = 0; round < 2; round++) {
            var daemon = new Daemon(host);
            Wreck.killEverything(host, daemon);
            daemon.start();
            awaitAll();
            assertThat(facts()).isEqualTo(before);
            assertThat(namespaces()).isEqualTo(namespaces);
        }
    }

    /** Names that sort against the order of the dependencies. */
    private static String name(int i) {
        return "c%03d".formatted(999 - i);
    }

    /**
     * Of five containers, the second lives in the network namespace of the first, the third in the
     * second's, and the fourth shares processes with the first.
     */
    private static String options(int i) {
        var restart = "--restart " + (i % 2 == 0 ? "always" : "unless-stopped");
        var network = " --network n" + i / PER_NETWORK * PER_NETWORK;
        return restart
                + switch (i % 5) {
                    case 1, 2 -> " --network container:" + name(i - 1);
                    case 3 -> network + " --pid container:" + name(i - 3);
                    default -> network;
                };
    }

    private void awaitAll() throws Throwable {
        int up = running().size();
        while (up < CONTAINERS) {
            int least = up + 1;
            Eventually.within(
                    PROGRESS, () -> assertThat(running()).hasSizeGreaterThanOrEqualTo(least));
            up = running().size();
        }
    }

    private List<String> running() {
        return docker.run("ps -q --filter status=running").lines();
    }

    private Map<String, String> facts() {
        var facts = new TreeMap<String, String>();
        for (int i = 0; i < CONTAINERS; i++) {
            facts.put(name(i), docker.inspect(name(i), FACTS));
        }
        return facts;
    }

    /** For each container the first one that is in the same namespace. */
    private Map<String, String> namespaces() {
        var first = new TreeMap<String, String>();
        var owners = new TreeMap<String, String>();
        for (int i = 0; i < CONTAINERS; i++) {
            var own = docker.cli("exec {} readlink /proc/self/ns/net", name(i));
            owners.put(
                    name(i), first.computeIfAbsent(own, _ -> "as the first of " + owners.size()));
        }
        return owners;
    }
}
