package naru.container.plan;

import static naru.container.plan.Records.config;
import static naru.container.plan.Records.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.config.PortBinding;
import naru.network.model.NaruException;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;
import naru.network.publish.PublishedPort;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.InetAddress;
import java.util.List;

class PortPlanTest {
    private static PortRequest request(String inside, String address, String port) {
        return PortPlan.request(inside, new PortBinding(address, port));
    }

    @Test
    void readsFixedPortsAndRanges() {
        assertThat(request("80", "", "8080")).isEqualTo(PortRequest.of(Protocol.TCP, 8080, 80));
        assertThat(request("53/udp", "127.0.0.1", "5300-5310"))
                .isEqualTo(
                        new PortRequest(
                                Protocol.UDP, 53, InetAddress.ofLiteral("127.0.0.1"), 5300, 5310));
        assertThat(request("80/tcp", "", "").isEphemeral()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http, '', 80",
        "70000, '', 80",
        "80/icmp, '', 80",
        "80, '', x",
        "80, '', 9-8",
        "80, '', -1",
        "80, nowhere, 80"
    })
    void refusesWhatItCannotRead(String inside, String address, String port) {
        assertThatThrownBy(() -> request(inside, address, port))
                .isInstanceOf(NaruException.Invalid.class);
    }

    @Test
    void publishesExposedPortsOnRequest() {
        var config = config("{'ExposedPorts':{'80/tcp':{},'443/tcp':{}}}");
        var bindings = "'PortBindings':{'80/tcp':[{'HostPort':'8080'}]}";

        assertThat(PortPlan.requests(config, host("{" + bindings + "}"))).hasSize(1);
        assertThat(PortPlan.requests(config, host("{'PublishAllPorts':true," + bindings + "}")))
                .containsExactly(
                        PortRequest.of(Protocol.TCP, 8080, 80),
                        new PortRequest(Protocol.TCP, 443, null, 0, 0));
    }

    @Test
    void chooseAnyPortForAnEmptyList() {
        assertThat(PortPlan.orAny(List.of())).containsExactly(new PortBinding("", ""));
        assertThat(PortPlan.orAny(null)).containsExactly(new PortBinding("", ""));
    }

    @Test
    void showsPublishedAndExposedPorts() {
        var any = InetAddress.ofLiteral("::");
        var shown =
                PortPlan.shown(
                        config("{'ExposedPorts':{'80/tcp':{},'9/udp':{}}}"),
                        List.of(
                                new PublishedPort(Protocol.TCP, 80, any, 8080),
                                new PublishedPort(Protocol.TCP, 443, any, 0)));

        assertThat(shown)
                .containsEntry("80/tcp", List.of(new PortBinding("::", "8080")))
                .containsEntry("443/tcp", List.of(new PortBinding("::", "")))
                .containsEntry("9/udp", List.of())
                .hasSize(3);
    }
}
