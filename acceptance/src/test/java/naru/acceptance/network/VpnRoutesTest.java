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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A VPN's routes and rules on the host, beside networks. */
@InLab
class VpnRoutesTest {
    private static final Duration SOON = Duration.ofSeconds(15);

    private final LabHost host;
    private final Docker docker;
    private final RawApi api;

    VpnRoutesTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
        api = new RawApi(docker.endpoint(), false);
    }

    @Test
    void fullTunnelTakesNoPool(@TempDir Path folder) throws Exception {
        var daemon = new Daemon(host);
        tunnel();
        try {
            for (var half : List.of("0.0.0.0/1", "128.0.0.0/1", "64.0.0.0/2", "192.0.0.0/2")) {
                host.see("ip route add {} dev tun0", half);
            }
            host.see("ip -6 route add ::/1 dev tun0");
            host.see("ip -6 route add 8000::/1 dev tun0");

            docker.cli("network create --ipv6 net");
            assertThat(docker.inspect("net", "{{(index .IPAM.Config 0).Subnet}}"))
                    .startsWith("172.");

            // The default bridge is made anew below other addresses, with the tunnel in place.
            daemon.terminate();
            var file = Files.writeString(folder.resolve("daemon.json"), "{\"icc\": false}");
            daemon.start("--config {}", file);
            assertThat(docker.inspect("bridge", "{{(index .IPAM.Config 0).Subnet}}"))
                    .startsWith("172.");
            new Daemon(host).terminate();
            daemon.start();
        } finally {
            host.see("ip link del tun0");
        }
    }

    @Test
    void reportsALaterRouteIntoASubnet() throws Throwable {
        docker.cli("network create --subnet 10.81.0.0/16 net");
        tunnel();
        try {
            host.see("ip route add 10.81.128.0/17 dev tun0");
            var said = "route 10.81.128.0/17 of interface tun0 covers a part of subnet";
            Eventually.within(SOON, () -> assertThat(trouble()).contains(said));
            assertThat(new Daemon(host).log()).contains(said);
            assertThat(host.see("{} doctor --socket {}", Product.naru(), socket())).contains(said);

            host.see("ip route del 10.81.128.0/17 dev tun0");
            Eventually.within(SOON, () -> assertThat(trouble()).doesNotContain("Trouble\":\""));
        } finally {
            host.see("ip link del tun0");
        }
    }

    @Test
    void reportsARuleForTheHostsAddress() throws Throwable {
        docker.cli("network create --subnet 10.81.0.0/16 net");
        tunnel();
        try {
            host.see("ip route add default dev tun0 table 100");
            host.see("ip rule add from {} lookup 100", host.lanAddress());
            // Rules have no events here: a route's brings the look forward, which is due each
            // minute.
            host.see("ip route add 10.81.7.0/24 dev tun0");
            host.see("ip route del 10.81.7.0/24 dev tun0");
            var said = "rule 'from " + host.lanAddress() + " lookup 100' sends what this host";
            Eventually.within(SOON, () -> assertThat(trouble()).contains(said));
            assertThat(new Daemon(host).log()).contains(said);
        } finally {
            host.see("ip rule del from {} lookup 100", host.lanAddress());
            host.see("ip link del tun0");
        }
    }

    /** A link that looks like a VPN's, since kernels for tests may lack others. */
    private void tunnel() {
        host.see("ip link add tun0 type veth peer name tun1");
        host.see("ip link set tun1 up");
        host.see("ip link set tun0 up");
    }

    private String trouble() {
        return api.get("/networks/net?verbose=true").body();
    }

    private String socket() {
        return docker.endpoint().substring("unix://".length());
    }
}
