package naru.cli.doctor;

import naru.cli.claim.HostClaim;
import naru.cli.http.DaemonAddress;
import naru.cli.http.DaemonOption;
import naru.cli.text.Json;
import naru.linux.Kernel;
import naru.linux.route.Link;
import naru.linux.route.socket.RouteSocket;
import naru.network.host.Installations;
import naru.network.host.Instance;
import naru.network.host.Owner;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reasons why containers are currently unreachable, as reported by the daemon. */
final class NetworkChecks {
    private static final String LAN = "networks";

    private NetworkChecks() {}

    /** Empty if no daemon answers on a Unix socket. */
    static List<Finding> ask(DaemonOption option) {
        try {
            var daemon = option.daemon();
            var findings = new ArrayList<Finding>();
            for (var network : daemon.list("/networks")) {
                var name = Json.text(network, "Name");
                var state = daemon.get("/networks/" + Json.text(network, "Id") + "?verbose=true");
                trouble(state).forEach(said -> findings.add(finding(name, said)));
                findings.addAll(refused(name, state));
            }
            if (findings.isEmpty()) {
                findings.add(
                        Finding.ok(
                                LAN,
                                "no trouble on this host keeps their containers from being"
                                        + " reached"));
            }
            if (!HostClaim.isTaken()) {
                findings.addFirst(elsewhere(daemon));
            }
            return findings;
        } catch (IOException | IllegalArgumentException ignored) {
            return List.of();
        }
    }

    /** Links of other installations, beside which the daemon of this data root does not start. */
    static List<Finding> installations(Path dataRoot) {
        try (var socket = RouteSocket.open(Kernel.DIRECT)) {
            return installations(socket.links(), Instance.known(dataRoot));
        }
    }

    static List<Finding> installations(List<Link> links, Owner self) {
        return Installations.others(links, self).stream()
                .map(other ->
                        Finding.warn(
                                "installations",
                                other.describe() + " has links here: " + other.named(),
                                "a network namespace has one installation of Naru: start that"
                                        + " one's daemon, or delete these links (ip link delete"
                                        + " NAME)"))
                .toList();
    }

    /** Warns that the other sections describe another network namespace than the daemon's. */
    private static Finding elsewhere(DaemonAddress daemon) {
        return Finding.warn(
                "network namespace",
                "the daemon at "
                        + daemon.text()
                        + " runs in another one: the sections above describe this host, not its",
                "run naru doctor there: naru lab exec LAB HOST -- naru doctor, or"
                        + " nsenter --net=/proc/PID/ns/net naru doctor");
    }

    private static List<String> trouble(Map<String, Object> network) {
        return network.get("Status") instanceof Map<?, ?> status
                        && status.get("Trouble") instanceof String said
                ? List.of(said)
                : List.of();
    }

    /** Containers whose frames were dropped by anti-spoofing. */
    private static List<Finding> refused(String name, Map<String, Object> network) {
        if (!(network.get("Status") instanceof Map<?, ?> status
                && status.get("RefusedFrames") instanceof Map<?, ?> frames)) {
            return List.of();
        }
        return frames.entrySet().stream()
                .map(entry ->
                        Finding.warn(
                                "anti-spoofing",
                                "%s frames of container %s were dropped because of foreign source addresses (network %s)"
                                        .formatted(entry.getValue(), entry.getKey(), name),
                                "naru.endpoint.addresses on the endpoint allows addresses behind"
                                        + " the container"))
                .toList();
    }

    private static Finding finding(String network, String said) {
        return Finding.warn(
                LAN,
                said + " (network " + network + ")",
                "docker network inspect " + network + " shows its parent and subnets");
    }
}
