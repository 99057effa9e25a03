package naru.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

class ClusterChecksTest {
    @Test
    void warnsOfKnownDefects() {
        var finding = ClusterChecks.etcd(Version.of(3, 4, 23));

        assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
        assertThat(finding.says()).startsWith("3.4.23: 3.4 has had no fixes");
    }

    @Test
    void warnsOfOldEtcd() {
        var finding = ClusterChecks.etcd(Version.of(3, 3, 25));

        assertThat(finding.status()).isEqualTo(Finding.Status.WARN);
        assertThat(finding.says()).contains("older than 3.4.23");
    }

    @Test
    void acceptsMaintainedReleases() {
        assertThat(ClusterChecks.etcd(Version.of(3, 5, 16)).status()).isEqualTo(Finding.Status.OK);
    }

    @Test
    void warnsOfMissingEtcd() {
        var findings = new ClusterChecks(new Programs(List.of(Path.of("/nonexistent")))).all();

        assertThat(findings).extracting(Finding::status).containsExactly(Finding.Status.WARN);
    }
}
