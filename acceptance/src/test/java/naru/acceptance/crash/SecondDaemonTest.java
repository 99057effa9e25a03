package naru.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Daemon;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Product;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.List;

/** One daemon manages the networks of a network namespace. */
@InLab
class SecondDaemonTest {
    private final LabHost host;
    private final Docker docker;

    SecondDaemonTest(Lab lab) {
        host = lab.host();
        docker = host.docker();
    }

    @Test
    void rejectsASecondDaemonUnchanged(@TempDir Path folder) throws Exception {
        docker.cli("network create mine");
        docker.web("web", "--network mine -p 8080:80");
        var before = host.inventory();
        var daemon = new Daemon(host);

        assertThat(daemon.tryToStartBeside(folder))
                .contains("naru: the networks of this network namespace are managed by java")
                .contains("(process " + daemon.pid() + ")");

        assertThat(host.inventory()).isEqualTo(before);
        assertThat(host.get("http://" + docker.address("web") + "/")).isEqualTo("web");
        assertThat(host.get("http://" + host.lanAddress() + ":8080/")).isEqualTo("web");
    }

    @Test
    void aStoppedDaemonsContainersAreNotTouchedByAnother(@TempDir Path folder) throws Exception {
        docker.cli("network create mine");
        docker.web("web", "--network mine -p 8080:80");
        var daemon = new Daemon(host);
        daemon.terminate();
        var dataRoot = host.folder().resolve("data");
        try {
            var before = kernel();

            assertThat(daemon.tryToStartBeside(folder))
                    .contains("links of another installation of Naru")
                    .contains("docker0")
                    .contains("data root " + dataRoot)
                    .doesNotContain("ready ");

            assertThat(kernel()).isEqualTo(before);
            assertThat(host.get("http://" + host.lanAddress() + ":8080/")).isEqualTo("web");
            assertThat(
                            host.daemonShell()
                                    .run("{} doctor --data-root {}", Product.naru(), folder)
                                    .output())
                    .contains("installations")
                    .contains("with the data root " + dataRoot);
        } finally {
            daemon.start();
        }
        assertThat(host.get("http://" + docker.address("web") + "/")).isEqualTo("web");
        docker.cli("restart -t 0 web");
        assertThat(host.get("http://" + host.lanAddress() + ":8080/")).isEqualTo("web");
    }

    /** All links, addresses and rules. */
    private String kernel() {
        return host.see("ip -brief address") + host.see("nft -s list ruleset");
    }

    @Test
    void tagsOfFormerReleasesAreTakenOver() throws Exception {
        docker.web("web", "-p 8080:80");
        var links = List.of("docker0", host.hostEnd("web"));
        var daemon = new Daemon(host);
        daemon.terminate();
        try {
            for (var name : links) {
                var link = host.see("ip link show {}", name);
                var former = link.replaceAll("(?s).*alias naru:[0-9a-f]+:(\\w+:\\w+).*", "naru:$1");
                host.see("ip link set {} alias {}", name, former);
            }
        } finally {
            daemon.start();
        }
        assertThat(host.see("ip link show docker0"))
                .containsPattern("alias naru:[0-9a-f]{12}:network:");
        assertThat(host.get("http://" + host.lanAddress() + ":8080/")).isEqualTo("web");
        docker.remove("web");
        assertThat(host.see("ip -brief link")).doesNotContain("veth");
    }

    @Test
    void nextDaemonStartsAtOnce() throws Exception {
        var daemon = new Daemon(host);
        docker.web("web", "-p 8080:80");
        var killed = ProcessHandle.of(daemon.pid()).orElseThrow();
        killed.destroyForcibly(); // and its end is not waited for
        daemon.start();

        var next = new Daemon(host);
        next.terminate();
        next.start();
        assertThat(host.get("http://" + host.lanAddress() + ":8080/")).isEqualTo("web");
    }

    @Test
    void startsDespiteAForeignSocketName(@TempDir Path folder) throws Exception {
        var daemon = new Daemon(host);
        daemon.terminate();
        var squatter =
                host.shell()
                        .start(
                                "setpriv --reuid=65534 --clear-groups /usr/bin/python3 -c {}",
                                """
                                import socket, time
                                held = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
                                held.bind("\\0naru-daemon")
                                print("ready", flush=True)
                                time.sleep(60)
                                """);
        try (var output = squatter.inputReader()) {
            assertThat(output.readLine()).isEqualTo("ready");
            assertThat(daemon.tryToStart(""))
                    .contains("(process " + squatter.pid() + ") holds the socket @naru-daemon")
                    .contains("ready ");
            assertThat(daemon.tryToStartBeside(folder)).contains("are managed by java");
        } finally {
            squatter.destroy();
        }
    }
}
