package naru.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.haproxy.HaproxyVersion;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;

class ProxyChecksTest {
    private static final String DEBIAN_12 =
            "HAProxy version 2.6.12-1+deb12u4\nFeature list : +LUA +OPENSSL -QUIC +PROMEX\n";

    @Test
    void namesAbilitiesOfHaproxy() {
        var finding = ProxyChecks.haproxy(HaproxyVersion.V2_6, DEBIAN_12);

        assertThat(finding.status()).isEqualTo(Finding.Status.OK);
        assertThat(finding.says()).startsWith("2.6 with TLS, Lua, no HTTP/3");
    }

    @Test
    void warnsOfOldHaproxy() {
        assertThat(ProxyChecks.haproxy(new HaproxyVersion(2, 2), "").status())
                .isEqualTo(Finding.Status.WARN);
    }

    @Test
    void warnsOfMissingPrograms() {
        var findings = new ProxyChecks(new Programs(List.of(Path.of("/nonexistent")))).all();

        assertThat(findings).extracting(Finding::status).containsOnly(Finding.Status.WARN);
        assertThat(findings).extracting(Finding::name).containsExactly("haproxy", "nginx");
    }
}
