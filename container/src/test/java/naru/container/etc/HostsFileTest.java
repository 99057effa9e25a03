package naru.container.etc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.plan.Records;
import naru.network.address.Prefix;
import naru.network.model.DriverOptions;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;
import naru.network.model.NaruException;
import naru.network.model.NetworkId;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.net.InetAddress;
import java.util.List;

class HostsFileTest {
    private static final InetAddress GATEWAY = InetAddress.ofLiteral("172.17.0.1");
    private static final InetAddress GATEWAY6 = InetAddress.ofLiteral("fd00::1");

    private static Endpoint endpoint(String ipv4, @Nullable String ipv6) {
        return new Endpoint(
                new EndpointId("a".repeat(64)),
                new NetworkId("b".repeat(64)),
                "bridge",
                Prefix.parse(ipv4),
                ipv6 == null ? null : Prefix.parse(ipv6),
                null,
                null,
                List.of(),
                null,
                "eth0",
                "veth0",
                List.of(),
                List.of(),
                List.of(),
                DriverOptions.NONE,
                0);
    }

    private static List<String> lines(String text) {
        return text.lines().filter(line -> !line.contains("ip6-")).toList();
    }

    @Test
    void namesTheContainerAtItsAddresses() {
        var record = Records.record("{'Hostname':'web','Domainname':'test'}", "{}");
        var text =
                HostsFile.of(
                        record,
                        List.of(endpoint("172.17.0.2/16", "fd00:0:0::2/64")),
                        List.of(),
                        List.of(),
                        true);

        assertThat(lines(text))
                .containsExactly(
                        "127.0.0.1\tlocalhost",
                        "172.17.0.2\tweb.test web",
                        "fd00::2\tweb.test web");
        assertThat(text).contains("::1\tlocalhost ip6-localhost ip6-loopback\n");
    }

    @Test
    void ordersExtraHostsBeforeLinks() {
        var record =
                Records.record(
                        "{'Hostname':'web'}",
                        "{'ExtraHosts':['peer:192.0.2.9','gw:host-gateway']}");
        var link = new LinkedEndpoint(endpoint("172.17.0.3/16", "fd00::3/64"), "db 1f2e");

        assertThat(
                        HostsFile.of(
                                record,
                                List.of(endpoint("172.17.0.2/16", null)),
                                List.of(link),
                                List.of(GATEWAY, GATEWAY6),
                                false))
                .isEqualTo(
                        "127.0.0.1\tlocalhost\n192.0.2.9\tpeer\n172.17.0.1\tgw\n"
                                + "172.17.0.3\tdb 1f2e\n172.17.0.2\tweb\n");
    }

    @Test
    void appendsToTheHostsFile() {
        var record = Records.record("{}", "{'ExtraHosts':['gw:host-gateway']}");

        assertThat(HostsFile.ofHost("127.0.0.1 localhost", record, List.of(GATEWAY)))
                .isEqualTo("127.0.0.1 localhost\n172.17.0.1\tgw\n");
    }

    @Test
    void refusesExtraHostsWithoutName() {
        var record = Records.record("{}", "{'ExtraHosts':['nowhere']}");

        assertThatThrownBy(() -> HostsFile.ofHost("", record, List.of()))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage("bad format for add-host: \"nowhere\"");
    }
}
