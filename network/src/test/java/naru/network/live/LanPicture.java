package naru.network.live;

import naru.network.Networks;
import naru.network.model.Network;

import java.util.ArrayList;
import java.util.stream.Collectors;

/**
 * The networks, and what is on the host and in the sandboxes, without what is another one each
 * time.
 */
record LanPicture(String lines) {
    static LanPicture of(Lab lab, Networks networks) {
        var inside = lab.directory.resolve("exec/netns");
        var look = "ip -br link; ip -br address show scope global; ip route";
        var script =
                "%s; nft -s list ruleset; ls %s 2>/dev/null; for n in %s/*; do test -e $n && nsenter --net=$n sh -c '%s'; done; true"
                        .formatted(look, inside, inside, look);
        var lines =
                (networks.list().stream().map(Network::name).toList()
                                + "\n"
                                + lab.run("sh", "-c", script))
                        .replaceAll("([0-9a-f]{2}:){5}[0-9a-f]{2}", "MAC")
                        .replaceAll("@\\w+", "")
                        .replaceAll("veth[0-9a-f]+", "veth#")
                        .replaceAll("\\b[0-9a-f]{12,64}\\b", "#")
                        .replaceAll("172\\.17\\.\\d+\\.\\d+", "172.17.N")
                        .lines()
                        .map(line -> line.replaceAll("\\s+", " ").strip())
                        .sorted()
                        .collect(Collectors.joining("\n"));
        return new LanPicture(lines);
    }

    /** What only one of the two has. */
    String difference(LanPicture now) {
        var missing = new ArrayList<>(lines.lines().toList());
        var more = new ArrayList<>(now.lines.lines().toList());
        now.lines.lines().forEach(missing::remove);
        lines.lines().forEach(more::remove);
        return "missing " + missing + ", more " + more;
    }
}
