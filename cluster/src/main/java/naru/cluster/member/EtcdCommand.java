package naru.cluster.member;

import naru.cluster.identity.Role;
import naru.linux.process.Command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The command line of etcd, 3.4 to 3.6. */
final class EtcdCommand {
    /** Go's threads; etcd needs few, and takes one a processor otherwise. */
    private static final Map<String, String> ENVIRONMENT = Map.of("GOMAXPROCS", "2");

    /** Begins a session and becomes the program, without a further process. See setsid(1). */
    private static final Path SETSID = Path.of("/usr/bin/setsid");

    private EtcdCommand() {}

    /**
     * @param start how the member begins; does not matter if it has data already
     * @param token distinguishes clusters that have been formed at the same addresses
     */
    static Command of(MemberSettings settings, FirstStart start, String token) {
        var words = new ArrayList<String>();
        words.addAll(
                List.of(SETSID.getFileName().toString(), settings.program().file().toString()));
        words.addAll(List.of("--name", settings.name()));
        words.addAll(List.of("--data-dir", data(settings.folder()).toString()));
        urls(words, settings);
        words.addAll(List.of("--initial-cluster-token", token));
        words.addAll(List.of("--initial-cluster", start.members()));
        words.addAll(List.of("--initial-cluster-state", start.existing() ? "existing" : "new"));
        if (start.alone()) {
            words.add("--force-new-cluster");
        }
        certificates(words, settings.credentials());
        tuning(words);
        words.addAll(List.of("--logger", "zap", "--log-level", "warn"));
        words.addAll(List.of("--log-outputs", log(settings.folder()).toString()));
        var environment = new HashMap<>(settings.program().environment());
        environment.putAll(ENVIRONMENT);
        return new Command(SETSID, words, environment, Path.of("/"), List.of());
    }

    static Path data(Path folder) {
        return folder.resolve("etcd");
    }

    static Path log(Path folder) {
        return folder.resolve("etcd.log");
    }

    private static void urls(List<String> words, MemberSettings settings) {
        var client = settings.endpoint().toString();
        words.addAll(List.of("--listen-client-urls", client, "--advertise-client-urls", client));
        words.addAll(List.of("--listen-peer-urls", settings.peerUrl()));
        words.addAll(List.of("--initial-advertise-peer-urls", settings.peerUrl()));
    }

    /**
     * Both ports need a manager's certificate. Peers are not compared with the addresses in it when
     * they connect, since a host may use another one of its addresses.
     */
    private static void certificates(List<String> words, MemberSettings.Credentials files) {
        var manager = Role.MANAGER.unit();
        for (var prefix : List.of("--", "--peer-")) {
            words.addAll(List.of(prefix + "trusted-ca-file", files.root().toString()));
            words.addAll(List.of(prefix + "cert-file", files.certificate().toString()));
            words.addAll(List.of(prefix + "key-file", files.key().toString()));
        }
        words.addAll(List.of("--client-cert-auth", "--peer-client-cert-auth"));
        words.addAll(List.of("--client-cert-allowed-hostname", manager));
        words.addAll(List.of("--peer-cert-allowed-hostname", manager));
        words.add("--experimental-peer-skip-client-san-verification");
    }

    /** Compaction stays far behind all watches, since 3.4 can lose events at its revision. */
    private static void tuning(List<String> words) {
        words.addAll(List.of("--pre-vote", "--heartbeat-interval", "100"));
        words.addAll(List.of("--election-timeout", "1000"));
        words.addAll(List.of("--auto-compaction-mode", "periodic"));
        words.addAll(List.of("--auto-compaction-retention", "1h"));
        words.addAll(List.of("--quota-backend-bytes", Integer.toString(512 << 20)));
        words.addAll(List.of("--snapshot-count", "10000"));
        words.addAll(List.of("--experimental-watch-progress-notify-interval", "2s"));
        words.add("--experimental-initial-corrupt-check");
        words.add("--experimental-enable-lease-checkpoint");
    }
}
