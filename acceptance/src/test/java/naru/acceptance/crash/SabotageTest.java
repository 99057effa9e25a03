package naru.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Deadline;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.HostPicture;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.RawApi;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What others take away is back within a second, 99 times of 100, and what was connected before
 * goes on: ping, a TCP and a UDP stream run through all of it. But for one thing: while there are
 * no rules at all, nothing is translated, and a packet of a TCP connection by a published port that
 * comes in those milliseconds is answered by the host itself, which resets it. New ones work at
 * once.
 */
@InLab
class SabotageTest {
    private static final int ROUNDS = Integer.getInteger("naru.sabotage.rounds", 6);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final String SUBNET = "10.79.0.0/24";
    private static final String LIMIT = "naru.endpoint.rate_in=200mbit";
    private static final String LIMITED =
            "$(tc qdisc show | sed -n 's/^qdisc tbf .* dev \\([^ ]*\\) root .*/\\1/p')";

    /** What is set on bridges and their ports. */
    private static final String SETTINGS =
            "bridge -d link | sed 's/^[0-9]*: [^:]*: //' | sort;"
                    + " ip -o link show type bridge | sed 's/^[0-9]*: //' | sort";

    private static final String ADDRESS = "10.79.0.1/24";

    private final LabHost host;
    private final LabHost neighbour;
    private final Docker docker;
    private final RawApi api;

    SabotageTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        docker = host.docker();
        api = new RawApi(docker.endpoint(), false);
    }

    @Test
    void repairsInASecondWhileStreamsGoOn() throws Exception {
        docker.cli("network create --subnet {} sabotage", SUBNET);
        docker.waiting("target", "--network sabotage -p 7000:7000 -p 7000:7000/udp");
        docker.waiting("asker", "--network name=sabotage,driver-opt={}", LIMIT);
        var times = new LinkedHashMap<String, List<Long>>();
        var before = HostPicture.still(host, api);
        var settings = settings();
        try (var streams = new SteadyStreams(neighbour, host, "target", "asker")) {
            for (int round = 0; round < ROUNDS; round++) {
                for (var deed : deeds().entrySet()) {
                    var list = times.computeIfAbsent(deed.getKey(), _ -> new ArrayList<>());
                    list.add(millisOfDamage(deed.getKey(), deed.getValue(), before, settings));
                    Thread.sleep(100);
                }
            }
            print(times);
            judge(times, streams);
        }
    }

    /** Changes by another process, each a command of the host; names are looked up each time. */
    private Map<String, String> deeds() {
        var bridge = host.bridge("sabotage");
        var sandbox = docker.inspect("target", "{{.NetworkSettings.SandboxKey}}");
        var deeds = new LinkedHashMap<String, String>();
        deeds.put("all rules flushed", "nft flush ruleset");
        deeds.put("table deleted", "nft delete table inet naru");
        deeds.put("table for frames deleted", "nft delete table bridge naru");
        deeds.put("chain flushed", "nft flush chain inet naru forward");
        deeds.put("ports flushed", "nft flush map inet naru published4");
        deeds.put("bridge deleted", "ip link delete " + bridge);
        deeds.put("bridge down", "ip link set " + bridge + " down");
        deeds.put("veth deleted", "ip link delete " + hostEnd(bridge));
        deeds.put("veth unplugged", "ip link set " + hostEnd(bridge) + " nomaster");
        deeds.put("port floods no more", "bridge link set flood off dev " + hostEnd(bridge));
        deeds.put("veth narrow", "ip link set mtu 900 dev " + hostEnd(bridge));
        deeds.put("bridge narrow", "ip link set mtu 900 dev " + bridge);
        deeds.put("address deleted", "ip address delete " + ADDRESS + " dev " + bridge);
        deeds.put("route deleted", "ip route delete " + SUBNET + " dev " + bridge);
        deeds.put("limit deleted", "tc qdisc delete dev " + LIMITED + " root");
        deeds.put("namespace file deleted", "umount -l " + sandbox + " && rm " + sandbox);
        return deeds;
    }

    private String hostEnd(String bridge) {
        return "$(bridge link | grep -m 1 'master "
                + bridge
                + " ' | sed 's/[0-9]*: \\([^@:]*\\).*/\\1/')";
    }

    private String settings() {
        return host.shell().quietly("sh -c {}", SETTINGS).text();
    }

    /**
     * How long after {@code deed} the damage was seen last, in ms: when the last picture that
     * showed it was begun, since a busy machine takes seconds for one.
     */
    private long millisOfDamage(String name, String deed, HostPicture before, String settings)
            throws Exception {
        // Sees the machine's own mounts, like a process that removes a file.
        var done = host.daemonShell().quietly("sh -c {}", deed);
        assertThat(done.exit()).as("%s: %s", name, done).isZero();
        long begin = System.nanoTime();
        long seen = begin;
        long looked = begin;
        var deadline = Deadline.after(PATIENCE);
        var now = HostPicture.of(host, api);
        while (!now.equals(before) || !settings().equals(settings)) {
            seen = looked;
            if (deadline.isOver()) {
                var difference = before.difference(now) + "\n- " + settings + "+ " + settings();
                throw new AssertionError(name + " stays:\n" + difference);
            }
            looked = System.nanoTime();
            now = HostPicture.of(host, api);
        }
        return Duration.ofNanos(seen - begin).toMillis();
    }

    private static void judge(Map<String, List<Long>> times, SteadyStreams streams)
            throws Exception {
        var inside = streams.endInside();
        var outside = streams.endOutside();
        var pings = streams.endPing();
        System.out.printf("inside %s%noutside %s%n%s%n", inside, outside, pings);
        long late = all(times).stream().filter(millis -> millis > 1000).count();
        assertThat(late)
                .as("later than in a second, of %d", all(times).size())
                .isLessThanOrEqualTo(Math.max(1, all(times).size() / 100));
        assertThat(inside.order()).as("order of the TCP stream").isEqualTo("kept");
        assertThat(inside.tcp()).as("echoes by TCP").isEqualTo(inside.sent());
        assertThat(inside.tcpSilence()).as("ms of silence by TCP").isLessThanOrEqualTo(3000);
        for (var report : List.of(inside, outside)) {
            assertThat(report.udp()).as("echoes by UDP").isGreaterThan(report.sent() / 2);
            assertThat(report.udpLoss()).as("ms of lost messages by UDP").isLessThanOrEqualTo(1500);
        }
        assertThat(pings.answered()).as("answers to ping").isGreaterThan(pings.sent() / 2);
    }

    private static void print(Map<String, List<Long>> times) {
        times.put("all", all(times));
        times.forEach((name, list) ->
                System.out.printf(
                        "%-26s %3d times, ms: 50 %% %4d, 90 %% %4d, 99 %% %4d, longest %4d%n",
                        name,
                        list.size(),
                        percentile(list, 50),
                        percentile(list, 90),
                        percentile(list, 99),
                        percentile(list, 100)));
        times.remove("all");
    }

    private static List<Long> all(Map<String, List<Long>> times) {
        return times.values().stream().flatMap(List::stream).toList();
    }

    private static long percentile(List<Long> values, int percent) {
        var sorted = new ArrayList<>(values);
        Collections.sort(sorted);
        return sorted.get(Math.max(0, (sorted.size() * percent + 99) / 100 - 1));
    }
}
