package naru.acceptance.network;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Product;
import naru.acceptance.lab.Shell;
import naru.acceptance.lab.TestFiles;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;
import java.util.List;

/**
 * Published ports of SCTP. Where the kernel has no sockets for it, packets at least; {@code make
 * test-kernel} runs all of this under one that has.
 */
@InLab
class SctpTest {
    private static final String SCRIPT = TestFiles.path("sctp/sctp.py");

    private static final String HOST6 = "fd77:ab::1";
    private static final String NEIGHBOUR6 = "fd77:ab::2";

    private final LabHost host;
    private final LabHost neighbour;
    private final Docker docker;

    SctpTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        docker = host.docker();
    }

    @Test
    void packetsKeepTheirSourceAddress() throws Throwable {
        docker.waiting("target", "-p 7000:70/sctp");
        var hearing = in("target", "hear");
        try {
            python(neighbour, "init {} 7000", host.lanAddress()).text();
            assertThat(hearing.inputReader().readLine())
                    .isEqualTo(neighbour.lanAddress() + " 70 right");
            assertThat(connections()).contains("dport=7000", "sport=70 ");

            assertThat(naru("unpublish target 70/sctp").exit()).isZero();
            Eventually.within(
                    Duration.ofSeconds(3),
                    () -> assertThat(connections()).doesNotContain("dport=7000", "sport=70 "));
            python(neighbour, "init {} 7000", host.lanAddress()).text();
            assertThat(naru("publish target 7001:71/sctp").exit()).isZero();
            python(neighbour, "init {} 7001", host.lanAddress()).text();
            assertThat(hearing.inputReader().readLine())
                    .as("the next after the first")
                    .isEqualTo(neighbour.lanAddress() + " 71 right");
        } finally {
            end(hearing);
        }
    }

    @Test
    void connectsAndNamesHoldersOfTakenPorts() throws Throwable {
        assumeSockets();
        docker.waiting("target", "-p 7000:70/sctp");
        var serving = in("target", "serve 70");
        var other = host.shell().start("python3 {} serve 7001", SCRIPT);
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("ready");
            for (var from : new LabHost[] {neighbour, host}) {
                assertThat(python(from, "call {} 7000", host.lanAddress()).text())
                        .startsWith("from " + (from == neighbour ? neighbour.lanAddress() : ""));
            }
            assertThat(docker.refusal("run -d -p 7001:70/sctp busybox true"))
                    .contains("address already in use: python3 (process ");
            assertThat(naru("unpublish target 70/sctp").exit()).isZero();
            assertThat(python(neighbour, "call {} 7000", host.lanAddress()).exit()).isNotZero();
        } finally {
            end(serving);
            end(other);
        }
    }

    @Test
    void portsAnswerAcrossAddressFamilies() throws Throwable {
        assumeSockets();
        docker.waiting("four", "-p 7000:70/sctp");
        docker.cli(
                "network create -o com.docker.network.enable_ipv4=false --ipv6 --subnet"
                        + " fd00:6d::/64 six");
        docker.waiting("six", "--network six -p 7001:70/sctp");
        assertThat(docker.cli("port four").lines())
                .containsExactly("70/sctp -> 0.0.0.0:7000", "70/sctp -> [::]:7000");
        host.see("ip addr add {}/64 dev {} nodad", HOST6, host.uplink());
        neighbour.see("ip addr add {}/64 dev {} nodad", NEIGHBOUR6, neighbour.uplink());
        var four = in("four", "echo 0.0.0.0 70");
        var six = in("six", "echo :: 70");
        try {
            for (var call :
                    List.of(
                            python(host, "exchange ::1 7000"),
                            python(neighbour, "exchange {} 7000", HOST6),
                            python(neighbour, "exchange {} 7001", host.lanAddress()))) {
                assertThat(call.text()).isEqualTo("7 right");
            }
            assertThat(four.inputReader().readLine()).isEqualTo("closed by the client");
            assertThat(four.inputReader().readLine()).isEqualTo("closed by this side");
            end(four);
            assertThat(python(host, "exchange ::1 7000").exit()).isNotZero();
        } finally {
            end(four);
            end(six);
            host.see("ip addr del {}/64 dev {}", HOST6, host.uplink());
            neighbour.see("ip addr del {}/64 dev {}", NEIGHBOUR6, neighbour.uplink());
        }
    }

    private void assumeSockets() {
        var probe = "import socket; socket.socket(socket.AF_INET, socket.SOCK_STREAM, 132)";
        boolean known = host.shell().quietly("python3 -c {}", probe).exit() == 0;
        System.out.println(known ? "the kernel has SCTP" : "NOT TRIED: no SCTP sockets here");
        Assumptions.assumeTrue(
                known,
                "this kernel has no SCTP sockets; make test-kernel runs this under one that has");
    }

    /** Starts the script in a container's network; it is ready when this returns. */
    private Process in(String container, String command) throws IOException {
        var process =
                host.inside(container).start("python3 {} {}", SCRIPT, CommandLine.words(command));
        if (!"ready".equals(process.inputReader().readLine())) {
            throw new IOException(new String(process.getErrorStream().readAllBytes()));
        }
        return process;
    }

    private static Shell.Result python(LabHost where, String command, Object... arguments) {
        return where.shell().run("python3 {} {}", SCRIPT, CommandLine.words(command, arguments));
    }

    private Shell.Result naru(String command) {
        return new Shell()
                .with("DOCKER_HOST", docker.endpoint())
                .run("{} {}", Product.naru(), CommandLine.words(command));
    }

    private String connections() {
        return host.see("conntrack -L -p sctp");
    }

    private static void end(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
