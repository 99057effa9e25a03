package naru.container.plan;

import static naru.container.plan.Records.record;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.store.ContainerRecord;
import naru.network.model.DnsSettings;
import naru.network.model.EndpointSpec;
import naru.network.model.Readiness;
import naru.network.model.SandboxSpec;

import org.junit.jupiter.api.Test;

import java.util.List;

class NetworkPlanTest {
    private static final DnsSettings DNS = new DnsSettings(List.of(), List.of(), List.of());
    private static final String PUBLISHED = "'PortBindings':{'80/tcp':[{'HostPort':'8080'}]}";

    private static SandboxSpec plan(ContainerRecord record) {
        return NetworkPlan.of(record, DNS);
    }

    @Test
    void attachesTheMainNetworkFirst() {
        var spec = plan(record("{}", "{'NetworkMode':'front'}", "back", "front"));

        assertThat(spec.kind()).isEqualTo(SandboxSpec.Kind.PRIVATE);
        assertThat(spec.endpoints())
                .extracting(EndpointSpec::network)
                .containsExactly("front", "back");
        assertThat(spec.readiness()).isEqualTo(Readiness.SERVING);
    }

    @Test
    void setsSysctlsOfTheNetworkOnly() {
        var spec =
                plan(
                        record(
                                "{}",
                                "{'Sysctls':{'net.core.somaxconn':'9','kernel.shmmax':'1'}}",
                                "bridge"));

        assertThat(spec.sysctls())
                .containsEntry("net.core.somaxconn", "9")
                .containsEntry("net.ipv4.ip_unprivileged_port_start", "0")
                .doesNotContainKey("kernel.shmmax");
    }

    @Test
    void publishesNoPortsOnHostAndNone() {
        assertThat(plan(record("{}", "{" + PUBLISHED + "}", "bridge")).ports()).hasSize(1);
        for (String mode : List.of("host", "none")) {
            var spec = plan(record("{}", "{'NetworkMode':'" + mode + "'," + PUBLISHED + "}", mode));
            assertThat(spec.ports()).as(mode).isEmpty();
        }
    }

    @Test
    void leavesSysctlsOfTheHostAlone() {
        var spec = plan(record("{}", "{'NetworkMode':'host'}", "host"));

        assertThat(spec.kind()).isEqualTo(SandboxSpec.Kind.HOST);
        assertThat(spec.sysctls()).isEmpty();
    }

    @Test
    void attachesDisabledContainersToNone() {
        var spec = plan(record("{'NetworkDisabled':true}", "{}", "bridge"));

        assertThat(spec.endpoints()).extracting(EndpointSpec::network).containsExactly("none");
    }

    @Test
    void servesCheckedContainersOnceHealthy() {
        var spec = plan(record("{'Healthcheck':{'Test':['CMD','ok']}}", "{}", "bridge"));

        assertThat(spec.readiness()).isEqualTo(Readiness.STARTING);
    }

    @Test
    void findsTheOwnerOfASharedNamespace() {
        var shared = record("{}", "{'NetworkMode':'container:db'}");

        assertThat(NetworkPlan.isShared(shared)).isTrue();
        assertThat(NetworkPlan.sharedWith(shared)).isEqualTo("db");
        assertThat(NetworkPlan.isShared(record("{}", "{}"))).isFalse();
    }
}
