package naru.container.etc;

import static org.assertj.core.api.Assertions.assertThat;

import naru.network.model.DnsSettings;

import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.List;

class ResolvConfTest {
    private static final ResolvConf HOST =
            ResolvConf.parse(
                    """
                    # of the host
                    nameserver 127.0.0.53
                    nameserver 192.0.2.1
                    nameserver fd00::53
                    search corp.example
                    options edns0 timeout:1
                    """);

    @Test
    void omitsLoopbackServersOnTheDefaultBridge() {
        assertThat(HOST.legacy(DnsSettings.HOST, true).lines())
                .contains(
                        "nameserver 192.0.2.1",
                        "nameserver fd00::53",
                        "search corp.example",
                        "options edns0 timeout:1")
                .doesNotContain("nameserver 127.0.0.53");
        assertThat(HOST.legacy(DnsSettings.HOST, false))
                .as("a container without IPv6 cannot ask there")
                .doesNotContain("fd00::53");
    }

    @Test
    void fallsBackToPublicServers() {
        var alone = ResolvConf.parse("nameserver 127.0.0.53\n");

        assertThat(servers(alone.legacy(DnsSettings.HOST, false)))
                .containsExactly("nameserver 8.8.8.8", "nameserver 8.8.4.4");
        assertThat(servers(alone.legacy(DnsSettings.HOST, true)))
                .containsExactly(
                        "nameserver 8.8.8.8",
                        "nameserver 8.8.4.4",
                        "nameserver 2001:4860:4860::8888",
                        "nameserver 2001:4860:4860::8844");
    }

    @Test
    void letsAContainerHaveItsOwn() {
        var own =
                new DnsSettings(
                        List.of(InetAddress.ofLiteral("127.0.0.1")),
                        List.of("a.test", "b.test"),
                        List.of("ndots:2"));

        assertThat(HOST.legacy(own, false).lines())
                .contains("nameserver 127.0.0.1", "search a.test b.test", "options ndots:2")
                .doesNotContain("nameserver 192.0.2.1");
        assertThat(HOST.internal(own).lines())
                .contains(
                        "nameserver 127.0.0.11",
                        "search a.test b.test",
                        "options ndots:2",
                        "# ExtServers: [127.0.0.1]",
                        "# Overrides: [nameservers search options]");
    }

    @Test
    void searchesNowhereForADot() {
        var own = new DnsSettings(List.of(), List.of("."), List.of());

        assertThat(HOST.internal(own)).doesNotContain("search ");
    }

    @Test
    void tellsOfAHostWithoutServers() {
        assertThat(ResolvConf.parse("").internal(DnsSettings.HOST).lines())
                .containsSequence(
                        "nameserver 127.0.0.11",
                        "options ndots:0",
                        "",
                        "# Based on host file: '/etc/resolv.conf' (internal resolver)",
                        "# NO EXTERNAL NAMESERVERS DEFINED");
    }

    private static List<String> servers(String file) {
        return file.lines().filter(line -> line.startsWith("nameserver")).toList();
    }
}
