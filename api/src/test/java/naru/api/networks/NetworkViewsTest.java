package naru.api.networks;

import static org.assertj.core.api.Assertions.assertThat;

import naru.api.json.network.NetworkBody;
import naru.api.resource.ApiVersion;
import naru.api.wire.Filters;
import naru.api.wire.Json;
import naru.network.address.MacAddress;
import naru.network.address.Prefix;
import naru.network.model.Attached;
import naru.network.model.DnsSettings;
import naru.network.model.DriverOptions;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;
import naru.network.model.IpamConfig;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.PoolConfig;
import naru.network.model.PoolUsage;
import naru.network.model.Readiness;
import naru.network.model.Sandbox;
import naru.network.model.SandboxId;
import naru.network.model.SandboxSpec;

import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;

class NetworkViewsTest {
    private static final NetworkId ID = new NetworkId("96f02bec6c05".repeat(6).substring(0, 64));
    private static final String CONTAINER = "80f6c40a51a1".repeat(6).substring(0, 64);

    private static Network network(String name, IpamConfig ipam) {
        return new Network(
                ID,
                name,
                Instant.parse("2022-06-25T08:49:54.597984615Z"),
                "bridge",
                "local",
                true,
                false,
                ipam,
                false,
                false,
                false,
                false,
                null,
                Map.of("com.docker.network.bridge.name", "docker0"),
                Map.of());
    }

    private static IpamConfig pool(String subnet, String gateway) {
        var config =
                new PoolConfig(
                        Prefix.parse(subnet), null, InetAddress.ofLiteral(gateway), Map.of());
        return IpamConfig.of("default", Map.of(), List.of(config));
    }

    private static Attached attached() {
        var endpoint =
                new Endpoint(
                        new EndpointId("6a1e7941749c".repeat(6).substring(0, 64)),
                        ID,
                        "bridge",
                        Prefix.parse("172.17.0.2/16"),
                        null,
                        InetAddress.ofLiteral("172.17.0.1"),
                        null,
                        List.of(),
                        MacAddress.parse("02:42:ac:11:00:02"),
                        "eth0",
                        "vethab12cd3",
                        List.of(),
                        List.of(),
                        List.of(),
                        DriverOptions.NONE,
                        0);
        var sandbox =
                new Sandbox(
                        new SandboxId("1".repeat(64)),
                        CONTAINER,
                        "my-nginx",
                        "80f6c40a51a1",
                        SandboxSpec.Kind.PRIVATE,
                        Path.of("/run/naru/netns/111111111111"),
                        List.of(endpoint),
                        List.of(),
                        endpoint.id(),
                        null,
                        DnsSettings.HOST,
                        Readiness.SERVING);
        return new Attached(endpoint, sandbox);
    }

    @Test
    void showInspectedNetworkLikeDocker() {
        var reply =
                NetworkViews.reply(
                        network("bridge", pool("172.17.0.0/16", "172.17.0.1")),
                        List.of(attached()));
        assertThat(new String(Json.bytes(reply), StandardCharsets.UTF_8))
                .isEqualTo(
                        ("{'Name':'bridge','Id':'"
                                        + ID
                                        + "','Created':'2022-06-25T08:49:54.597984615Z',"
                                        + "'Scope':'local','Driver':'bridge','EnableIPv4':true,'EnableIPv6':false,"
                                        + "'IPAM':{'Driver':'default','Options':null,'Config':[{'Subnet':'172.17.0.0/16',"
                                        + "'Gateway':'172.17.0.1'}]},'Internal':false,'Attachable':false,'Ingress':false,"
                                        + "'ConfigFrom':{'Network':''},'ConfigOnly':false,'Containers':{'"
                                        + CONTAINER
                                        + "':{'Name':'my-nginx','EndpointID':'"
                                        + attached().endpoint().id()
                                        + "','MacAddress':'02:42:ac:11:00:02','IPv4Address':'172.17.0.2/16','IPv6Address':''}},'Options':{'com.docker.network.bridge.name':'docker0'},'Labels':{}}\n")
                                .replace('\'', '"'));
    }

    @Test
    void countAddressesIfVerbose() {
        var huge = BigInteger.ONE.shiftLeft(64).subtract(BigInteger.TWO);
        var usage = Map.of(Prefix.parse("172.17.0.0/16"), new PoolUsage(BigInteger.TWO, huge));
        var reply =
                NetworkViews.verbose(
                        network("bridge", pool("172.17.0.0/16", "172.17.0.1")),
                        List.of(),
                        usage,
                        null,
                        Map.of());
        assertThat(new String(Json.bytes(reply), StandardCharsets.UTF_8))
                .startsWith("{\"Name\":\"bridge\",")
                .contains("\"ConfigOnly\":false,\"Containers\":{}")
                .endsWith(
                        "\"Status\":{\"IPAM\":{\"Subnets\":{\"172.17.0.0/16\":{\"IPsInUse\":2,\"DynamicIPsAvailable\":9223372036854775807}}},\"Trouble\":null,\"RefusedFrames\":null}}\n");
    }

    @Test
    void parseEmptyBodyAsDefaults() {
        var spec = NetworkViews.spec(body("{}"), ApiVersion.MAXIMUM);
        assertThat(spec.name()).isEmpty();
        assertThat(spec.driver()).isEqualTo("bridge");
        assertThat(spec.enableIpv4()).isNull();
        assertThat(spec.ipam().pools()).isEmpty();
    }

    @Test
    void parseNullsAsAbsent() {
        var spec =
                NetworkViews.spec(
                        body(
                                "{\"Name\":null,\"Driver\":null,\"EnableIPv6\":null,\"IPAM\":null,\"Internal\":null,"
                                    + "\"ConfigFrom\":null,\"Options\":null,\"Labels\":null}"),
                        ApiVersion.MAXIMUM);
        assertThat(spec).isEqualTo(NetworkViews.spec(body("{}"), ApiVersion.MAXIMUM));
    }

    @Test
    void parseBodyOfCompose1() {
        var spec =
                NetworkViews.spec(
                        body(
                                "{\"Name\":\"x_br_xx\",\"Driver\":\"bridge\",\"Options\":null,\"IPAM\":{\"Driver\":"
                                    + "\"default\",\"Config\":[{\"Subnet\":\"172.30.0.0/16\",\"IPRange\":null,"
                                    + "\"Gateway\":\"172.30.0.1\",\"AuxiliaryAddresses\":null}]},"
                                    + "\"CheckDuplicate\":true,\"Labels\":{\"a\":\"b\"},\"Unknown\":[{}]}"),
                        new ApiVersion(1, 41));
        assertThat(spec.ipam().pools())
                .containsExactly(
                        new naru.network.model.PoolSpec(
                                "172.30.0.0/16", null, "172.30.0.1", Map.of()));
        assertThat(spec.labels()).containsEntry("a", "b");
    }

    @Test
    void acceptNullElements() {
        var spec =
                NetworkViews.spec(
                        body("{\"Labels\":{\"a\":null},\"IPAM\":{\"Config\":[null]}}"),
                        ApiVersion.MAXIMUM);
        assertThat(spec.labels()).containsEntry("a", "");
        assertThat(spec.ipam().pools()).isEmpty();
    }

    @Test
    void ignoreEnableIpv4BeforeApi148() {
        var body = body("{\"EnableIPv4\":false}");
        assertThat(NetworkViews.spec(body, new ApiVersion(1, 47)).enableIpv4()).isNull();
        assertThat(NetworkViews.spec(body, new ApiVersion(1, 48)).enableIpv4()).isFalse();
    }

    private static NetworkBody body(String json) {
        return Json.parse(Json.utf8(json), NetworkBody.class);
    }

    @Test
    void areFilteredByTypeNameAndUse() {
        var bridge = network("bridge", pool("172.17.0.0/16", "172.17.0.1"));
        var front = network("front-1", pool("172.18.0.0/16", "172.18.0.1"));
        assertThat(filter("{\"type\":[\"custom\"]}").test(front)).isTrue();
        assertThat(filter("{\"type\":[\"custom\"]}").test(bridge)).isFalse();
        assertThat(filter("{\"type\":[\"custom\",\"builtin\"]}").test(bridge)).isTrue();
        assertThat(filter("{\"name\":[\"ront\"]}").test(front)).isTrue();
        assertThat(filter("{\"id\":[\"96f0\"]}").test(front)).isTrue();
        assertThat(filter("{\"id\":[\"6f0\"]}").test(front)).isFalse();
        assertThat(filter("{\"dangling\":[\"true\"]}").test(front)).isTrue();
        assertThat(filter("{\"dangling\":[\"true\"]}").test(bridge)).isFalse();
        assertThat(filter("{\"driver\":[\"bridge\"],\"scope\":[\"swarm\"]}").test(front)).isFalse();
    }

    private static java.util.function.Predicate<Network> filter(String json) {
        return NetworkFilter.forList(Filters.parse(json), _ -> false);
    }
}
