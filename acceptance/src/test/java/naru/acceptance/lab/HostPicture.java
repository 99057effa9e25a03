package naru.acceptance.lab;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is on a host, as its own tools and the API tell it, with what is different each time taken
 * out: the digits of ids and MAC addresses. Two hosts in the same state look the same.
 */
public record HostPicture(List<String> lines) {
    private static final Duration STILL = Duration.ofMillis(300);
    private static final Pattern CONTAINER =
            Pattern.compile("\"Names\":\\[[^]]*]|\"State\":\"\\w+\"");
    private static final Pattern ADDRESSES = Pattern.compile("\\S+ [A-Z]+( [0-9a-f.:]+/[0-9]+)+");
    private static final Pattern NETWORK = Pattern.compile("\"Name\":\"[^\"]*\"");
    private static final String SCRIPT =
            """
            ip -br link show
            ip -br address show scope global
            ip -4 route show table all
            tc qdisc show | sed -n 's/^qdisc tbf [^ ]*: \\(.*\\) refcnt .*\\( rate [^ ]*\\) .*/\\1\\2/p'
            nft -s list ruleset
            ls FOLDER/exec/netns
            grep -o ' FOLDER[^ ]*' /proc/mounts
            true
            """;

    public static HostPicture of(LabHost host, RawApi api) {
        var script = SCRIPT.replace("FOLDER", host.folder().toString());
        var lines = new ArrayList<String>();
        for (var line : host.shell().quietly("sh -c {}", script).text().split("[\n,]")) {
            lines.add(inOrder(withoutDigits(line).strip()));
        }
        var containers = CONTAINER.matcher(api.ask("GET /containers/json?all=1").body());
        containers.results().forEach(found -> lines.add("container: " + found.group()));
        var networks = NETWORK.matcher(api.ask("GET /networks").body());
        networks.results().forEach(found -> lines.add("network: " + found.group()));
        return new HostPicture(lines.stream().sorted().toList());
    }

    /** Waits until nothing moves any more. */
    public static HostPicture still(LabHost host, RawApi api) throws InterruptedException {
        var picture = of(host, api);
        while (true) {
            Thread.sleep(STILL);
            var next = of(host, api);
            if (next.equals(picture)) {
                return next;
            }
            picture = next;
        }
    }

    /** Which address a link got first means nothing. */
    private static String inOrder(String line) {
        if (!ADDRESSES.matcher(line).matches()) {
            return line;
        }
        return Stream.of(line.split(" ")).sorted().collect(Collectors.joining(" "));
    }

    private static String withoutDigits(String line) {
        return line.replaceAll("([0-9a-f]{2}:){5}[0-9a-f]{2}", "MAC")
                .replaceAll("veth[0-9a-f]+", "veth#")
                .replaceAll("@\\w+", "")
                .replaceAll("\\b[0-9a-f]{12,64}\\b", "#")
                .replaceAll("\\s+", " ");
    }

    /** What only one of the two has, one line each. */
    public String difference(HostPicture other) {
        var missing = new ArrayList<>(lines);
        other.lines.forEach(missing::remove);
        var more = new ArrayList<>(other.lines);
        lines.forEach(more::remove);
        return "- " + String.join("\n- ", missing) + "\n+ " + String.join("\n+ ", more);
    }
}
