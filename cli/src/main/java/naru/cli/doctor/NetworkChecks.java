package naru.cli.doctor;

import naru.cli.http.DaemonOption;
import naru.cli.text.Json;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What keeps the containers of networks from being reached now, as the daemon sees it. */
final class NetworkChecks {
    private static final String LAN = "parent interfaces";

    private NetworkChecks() {}

    /** Nothing is found where no daemon answers on a Unix socket. */
    static List<Finding> ask(DaemonOption option) {
        try {
            var daemon = option.daemon();
            var findings = new ArrayList<Finding>();
            for (var network : daemon.list("/networks")) {
                var name = Json.text(network, "Name");
                trouble(daemon.get("/networks/" + Json.text(network, "Id") + "?verbose=true"))
                        .forEach(said -> findings.add(finding(name, said)));
            }
            return findings.isEmpty()
                    ? List.of(Finding.ok(LAN, "none that a network rides on is out of service"))
                    : findings;
        } catch (IOException | IllegalArgumentException e) {
            return List.of();
        }
    }

    private static List<String> trouble(Map<String, Object> network) {
        return network.get("Status") instanceof Map<?, ?> status
                        && status.get("Trouble") instanceof String said
                ? List.of(said)
                : List.of();
    }

    private static Finding finding(String network, String said) {
        return Finding.warn(
                LAN,
                said + " (network " + network + ")",
                "docker network inspect " + network + " names the parent");
    }
}
