package naru.cli.doctor;

import naru.linux.process.Executable;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** The store of a cluster, which managers run. */
final class ClusterChecks {
    private static final String USE = "keeps the records of a cluster at its managers; optional";
    private static final String INSTALL = "apt-get install --no-install-recommends etcd-server";

    /** Older ones lack fixes that Naru relies on. */
    private static final Version LEAST = Version.of(3, 4, 23);

    private static final Version MAINTAINED = Version.of(3, 5);

    /** CHANGELOG-3.4 of etcd, releases 3.4.31 to 3.4.42. */
    private static final String DEFECTS =
            "3.4 has had no fixes since June 2026: it can lose events of watches at a compaction,"
                    + " end leases too early after a change of the leader, and serve old data after"
                    + " a pause. Naru compares all records each minute and compacts an hour behind";

    private final Programs programs;

    ClusterChecks(Programs programs) {
        this.programs = programs;
    }

    List<Finding> all() {
        return List.of(
                programs.find("etcd")
                        .map(Executable::of)
                        .flatMap(ClusterChecks::versionOf)
                        .map(ClusterChecks::etcd)
                        .orElseGet(() -> Finding.warn("etcd", "not found: " + USE, INSTALL)));
    }

    static Finding etcd(Version version) {
        if (version.compareTo(LEAST) < 0) {
            return Finding.warn("etcd", version + " is older than " + LEAST + ": " + USE, INSTALL);
        }
        return version.compareTo(MAINTAINED) < 0
                ? Finding.warn("etcd", version + ": " + DEFECTS, "install etcd 3.5 or 3.6")
                : Finding.ok("etcd", version + ", " + USE);
    }

    private static Optional<Version> versionOf(Executable etcd) {
        try {
            return Version.in(etcd.run("--version").output());
        } catch (IOException unusable) {
            return Optional.empty();
        }
    }
}
