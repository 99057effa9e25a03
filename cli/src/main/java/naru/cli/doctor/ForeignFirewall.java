package naru.cli.doctor;

import naru.linux.Kernel;
import naru.linux.nft.ChainHook;
import naru.linux.nft.NftChain;
import naru.linux.nft.NftTable;
import naru.linux.nft.socket.NftSocket;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Foreign firewalls that drop forwarded packets. Naru respects them, so they have to accept packets
 * of containers.
 */
public final class ForeignFirewall {
    private static final String NAME = "other firewalls";
    private static final Path LEGACY = Path.of("/proc/net/ip_tables_names");

    private ForeignFirewall() {}

    /** Messages for the log of a starting daemon, one line each. */
    public static List<String> warnings() {
        return read(Programs.ofHost()).stream()
                .filter(finding -> finding.status() == Finding.Status.WARN)
                .map(finding -> finding.says() + " (" + finding.remedy() + ")")
                .toList();
    }

    /** Checks the calling thread's namespace. */
    static List<Finding> read(Programs programs) {
        var findings = new ArrayList<Finding>();
        try (var nft = NftSocket.open(Kernel.DIRECT)) {
            for (NftTable table : nft.tables()) {
                for (NftChain chain : nft.chains(table)) {
                    if (drops(chain)) {
                        findings.add(finding(chain));
                    }
                }
            }
        }
        addLegacy(programs, findings);
        return findings.isEmpty()
                ? List.of(Finding.ok(NAME, "none drops forwarded packets by its policy"))
                : findings;
    }

    /**
     * Whether a chain is foreign and drops every forwarded packet that none of its rules accepts.
     */
    static boolean drops(NftChain chain) {
        ChainHook hook = chain.hook();
        return hook != null
                && !hook.acceptByDefault()
                && hook.type() == ChainHook.Type.FILTER
                && hook.point() == ChainHook.Point.FORWARD
                && !chain.table().name().startsWith("naru");
    }

    private static Finding finding(NftChain chain) {
        return Finding.warn(
                NAME,
                "chain "
                        + chain
                        + " drops what it does not accept, packets to and from containers"
                        + " too",
                "nft insert rule "
                        + chain
                        + " oifname \"docker0\" accept, the same with iifname,"
                        + " and both for each br-*");
    }

    /** The legacy iptables has separate tables, which only its own program lists. */
    private static void addLegacy(Programs programs, List<Finding> findings) {
        if (!legacyFilterIsLoaded()) {
            return;
        }
        var rules = programs.output("iptables-legacy", "-S", "FORWARD");
        if (rules.isPresent() && rules.get().contains("-P FORWARD DROP")) {
            findings.add(
                    Finding.warn(
                            NAME,
                            "iptables-legacy has -P FORWARD DROP: packets to and from containers"
                                    + " are dropped",
                            "iptables-legacy -I FORWARD -o docker0 -j ACCEPT, the same with -i,"
                                    + " and both for each br-*"));
        }
    }

    private static boolean legacyFilterIsLoaded() {
        try {
            return Files.exists(LEGACY) && Files.readAllLines(LEGACY).contains("filter");
        } catch (IOException ignored) {
            return false;
        }
    }
}
