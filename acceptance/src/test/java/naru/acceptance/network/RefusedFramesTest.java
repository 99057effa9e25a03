package naru.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Product;
import naru.acceptance.lab.RawApi;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.Test;

import java.time.Duration;

/** What anti-spoofing drops is visible, and can be allowed. */
@InLab
class RefusedFramesTest {
    private final LabHost host;
    private final Docker docker;
    private final RawApi api;

    RefusedFramesTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
        api = new RawApi(docker.endpoint(), false);
    }

    @Test
    void droppedFramesAreCountedLoggedAndNamed() throws Throwable {
        docker.cli("network create --subnet 10.79.0.0/24 net");
        docker.waiting("peer", "--network net --ip 10.79.0.3");
        docker.waiting("router", "--network net --cap-add NET_ADMIN");
        assertThat(pingsAs("router", "")).isTrue();
        assertThat(verbose()).as("of honest frames").doesNotContain("\"RefusedFrames\":{");

        assertThat(pingsAs("router", "10.8.0.2")).isFalse();

        assertThat(verbose()).containsPattern("\"RefusedFrames\":\\{\"router\":[1-9]");
        assertThat(api.get("/metrics").body())
                .containsPattern(
                        "naru_endpoint_refused_frames_total\\{network=\"net\",container=\"router\"}"
                                + " [1-9]")
                .contains(
                        "naru_endpoint_refused_frames_total{network=\"net\",container=\"peer\"} 0");
        Eventually.within(
                Duration.ofSeconds(15),
                () ->
                        assertThat(new Daemon(host).log())
                                .containsPattern(
                                        "container router sends frames on network net .*"
                                                + " naru.endpoint.addresses"));
        assertThat(host.see("{} doctor --socket {}", Product.naru(), socket()))
                .contains("frames of container router were dropped");
    }

    @Test
    void privilegedContainersMayForwardAddresses() {
        docker.cli("network create --subnet 10.79.0.0/24 net");
        docker.waiting("peer", "--network net --ip 10.79.0.3");
        docker.waiting("node", "--network net --privileged");
        docker.cli("exec peer true");
        assertThat(pingsAs("node", "10.8.0.2")).as("privileged").isTrue();
        assertThat(verbose()).doesNotContain("\"RefusedFrames\":{");

        docker.waiting(
                "bound", "--network net --privileged --label naru.endpoint.addresses=10.9.0.0/24");
        assertThat(pingsAs("bound", "10.8.0.3")).as("what it does not name").isFalse();
    }

    private String verbose() {
        return api.get("/networks/net?verbose=true").body();
    }

    private String socket() {
        return docker.endpoint().substring("unix://".length());
    }

    /** Pings the peer, with a source address that the peer reaches by the asker's link. */
    private boolean pingsAs(String container, String source) {
        var sandbox = docker.inspect(container, "{{.NetworkSettings.SandboxKey}}");
        var inside = new Shell().behind("nsenter --net={}", sandbox);
        if (source.isEmpty()) {
            return inside.run("ping -c1 -W1 10.79.0.3").exit() == 0;
        }
        inside.run("ip addr add {}/32 dev eth0", source).text();
        var peer = docker.inspect("peer", "{{.NetworkSettings.SandboxKey}}");
        new Shell()
                .behind("nsenter --net={}", peer)
                .run("ip route replace {}/32 dev eth0", source)
                .text();
        return inside.run("ping -c1 -W1 -I {} 10.79.0.3", source).exit() == 0;
    }
}
