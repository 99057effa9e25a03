package naru.acceptance.lan;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Addresses from Debian's dnsmasq on a neighbour, from the command to the end of the lease. */
@InLab
class LanDhcpTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final LabHost host;
    private final LabHost neighbour;
    private final Docker docker;

    LanDhcpTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        docker = host.docker();
    }

    /** A DHCP server on the LAN, and its log. */
    private record Server(Process process, Path folder) implements AutoCloseable {
        static Server on(LabHost where) throws IOException {
            var folder = Files.createTempDirectory("naru-dhcp");
            var process =
                    where.shell()
                            .start(
                                    "dnsmasq --keep-in-foreground --conf-file=/dev/null --port=0"
                                        + " --user=root --no-ping --interface={} --bind-interfaces"
                                        + " --dhcp-authoritative"
                                        + " --dhcp-range=10.213.0.200,10.213.0.209,255.255.255.0,1h"
                                        + " --dhcp-option=option:router,10.213.0.1 --log-dhcp"
                                        + " --dhcp-leasefile={}/leases --pid-file={}/pid"
                                        + " --log-facility={}/log",
                                    where.uplink(),
                                    folder,
                                    folder,
                                    folder);
            return new Server(process, folder);
        }

        String leases() throws IOException {
            return read("leases");
        }

        long said(String message) throws IOException {
            return read("log").lines().filter(line -> line.contains(message)).count();
        }

        private String read(String name) throws IOException {
            var file = folder.resolve(name);
            return Files.exists(file) ? Files.readString(file) : "";
        }

        @Override
        public void close() {
            process.destroy();
            new Shell().quietly("rm -rf {}", folder).text();
        }
    }

    @Test
    void leasesOutliveTheDaemonNotTheContainer() throws Throwable {
        try (var server = Server.on(neighbour)) {
            Eventually.within(PATIENCE, () -> assertThat(server.said("started")).isPositive());
            var parent = "parent=" + host.uplink();
            docker.cli("network create -d macvlan --ipam-driver dhcp -o {} lan", parent);
            docker.web("web", "--network lan");
            var address = docker.address("web");
            var macs = "{{range .NetworkSettings.Networks}}{{.MacAddress}}{{end}}";

            assertThat(address).startsWith("10.213.0.20");
            assertThat(server.leases()).contains(docker.inspect("web", macs), address, " web ");
            assertThat(docker.cli("exec web ip route")).contains("default via 10.213.0.1 dev eth0");
            answers(address);

            long before = server.said("DHCPACK");
            var daemon = new Daemon(host);
            daemon.kill();
            answers(address);
            daemon.start();
            Eventually.within(
                    PATIENCE, () -> assertThat(server.said("DHCPACK")).isGreaterThan(before));
            assertThat(docker.address("web")).isEqualTo(address);
            answers(address);

            docker.remove("web");
            Eventually.within(PATIENCE, () -> assertThat(server.said("DHCPRELEASE")).isOne());
            assertThat(server.leases()).doesNotContain(address);
        }
    }

    private void answers(String address) throws Throwable {
        Eventually.within(
                PATIENCE, () -> assertThat(neighbour.get("http://" + address)).isEqualTo("web"));
    }
}
