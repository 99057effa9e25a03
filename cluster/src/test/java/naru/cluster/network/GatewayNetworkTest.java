package naru.cluster.network;

import static org.assertj.core.api.Assertions.assertThat;

import naru.etcd.MemoryStore;
import naru.network.model.Endpoint;
import naru.network.model.EndpointSpec;
import naru.network.model.Network;
import naru.network.model.NetworkSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/** The second interface of containers on shared networks. */
class GatewayNetworkTest {
    private static final String WEB = TestHost.id("web");

    private final TestHost host = new TestHost(1).boot().connect(new MemoryStore());

    @BeforeEach
    void create() {
        host.create("app");
    }

    @AfterEach
    void close() {
        host.close();
    }

    private Sandbox sandbox() {
        return host.networks.sandbox(WEB).orElseThrow();
    }

    private List<String> networks() {
        return sandbox().endpoints().stream().map(Endpoint::networkName).toList();
    }

    /** The network of the default route. */
    private String outward() {
        return sandbox().endpoints().stream()
                .filter(endpoint -> endpoint.id().equals(sandbox().ipv4GatewayEndpoint()))
                .findFirst()
                .map(Endpoint::networkName)
                .orElse("");
    }

    @Test
    void connectsContainersToTheOutside() {
        host.open("web", "app");

        assertThat(networks()).containsExactly("app", Network.GATEWAY);
        assertThat(sandbox().endpoints().get(1).interfaceName()).isEqualTo("eth1");
        assertThat(sandbox().endpoints().get(1).dnsNames()).isEmpty();
        assertThat(outward()).isEqualTo(Network.GATEWAY);
        var bridge = host.networks.get(Network.GATEWAY);
        assertThat(bridge.driver()).isEqualTo("bridge");
        assertThat(bridge.options())
                .containsEntry("com.docker.network.bridge.name", "docker_gwbridge")
                .containsEntry("com.docker.network.bridge.enable_icc", "false");
    }

    @Test
    void publishesPortsThere() {
        var spec =
                SandboxSpec.of(WEB, "web", EndpointSpec.of("app"))
                        .withPorts(List.of(PortRequest.of(Protocol.TCP, 8080, 80)));
        var sandbox = host.networks.open(spec);

        var inside = sandbox.endpoints().get(1).ipv4().address();
        assertThat(sandbox.ports()).isNotEmpty();
        assertThat(sandbox.ports())
                .allSatisfy(port -> assertThat(port.toString()).contains("8080"));
        assertThat(inside.getHostAddress()).startsWith("172.");
    }

    @Test
    void isAbsentFromInternalNetworks() {
        host.networks.create(TestHost.spec("inside", null, true));
        host.open("web", "inside");

        assertThat(networks()).containsExactly("inside");
        assertThat(host.networks.find(Network.GATEWAY)).isEmpty();
    }

    @Test
    void followsNetworksOfRunningContainers() {
        host.networks.create(NetworkSpec.bridge("local"));
        host.open("web", "local");
        host.networks.attach(WEB, EndpointSpec.of("app"));
        assertThat(networks()).containsExactly("local", "app");

        var local = host.networks.get("local").id();
        host.networks.detach(WEB, local);
        assertThat(networks()).containsExactly("app", Network.GATEWAY);
        assertThat(outward()).isEqualTo(Network.GATEWAY);

        host.networks.attach(WEB, EndpointSpec.of("local"));
        assertThat(networks()).containsExactly("app", "local");
        assertThat(outward()).isEqualTo("local");

        host.networks.detach(WEB, local);
        host.networks.detach(WEB, host.networks.get("app").id());
        assertThat(networks()).isEmpty();
    }
}
