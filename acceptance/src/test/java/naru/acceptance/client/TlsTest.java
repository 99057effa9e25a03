package naru.acceptance.client;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Certificates;
import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Product;
import naru.acceptance.lab.ReconfiguredDaemon;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The API over TCP: clients with a certificate are served, all others rejected. */
@InLab
class TlsTest {
    private static final String PORT = ":2376";

    private final LabHost host;
    private final LabHost neighbour;

    @RegisterExtension private final ReconfiguredDaemon daemon;
    @TempDir private Path folder;
    private Certificates certificates;

    TlsTest(Lab lab) {
        host = lab.host();
        neighbour = lab.neighbour();
        daemon = new ReconfiguredDaemon(host);
    }

    @BeforeEach
    void listenToTheLan() throws Exception {
        certificates = new Certificates(folder.resolve("ours"));
        certificates.sign("daemon", "serverAuth", host.lanAddress(), "127.0.0.1");
        certificates.sign("client", "clientAuth");
        daemon.restart(
                "-H tcp://0.0.0.0{} --tlsverify --tlscacert {} --tlscert {} --tlskey {}",
                PORT,
                certificates.authority(),
                certificates.certificate("daemon"),
                certificates.key("daemon"));
    }

    /** The docker command on the other host, with the client's certificate from {@code signer}. */
    private List<String> docker(Certificates signer, String command) {
        return CommandLine.words(
                "docker -H tcp://{}{} --tlsverify --tlscacert {} --tlscert {} --tlskey {} "
                        + command,
                host.lanAddress(),
                PORT,
                certificates.authority(),
                signer.certificate("client"),
                signer.key("client"));
    }

    @Test
    void servesClientsWithACertificate() {
        assertThat(
                        neighbour.see(
                                "{}", docker(certificates, "version --format {{.Server.Version}}")))
                .isEqualTo(host.docker().cli("version --format {{.Server.Version}}"));
        var lines = "one\ntwo\n".repeat(20_000);
        var echoed =
                neighbour
                        .shell()
                        .run(
                                new ByteArrayInputStream(lines.getBytes(StandardCharsets.UTF_8)),
                                "{}",
                                docker(certificates, "run -i --rm busybox cat"));
        assertThat(echoed.exit()).isZero();
        assertThat(echoed.output()).isEqualTo(lines); // the end of the input has come through
        assertThat(
                        neighbour
                                .shell()
                                .run("{}", docker(certificates, "run --rm busybox sh -c 'exit 7'"))
                                .exit())
                .isEqualTo(7);
    }

    @Test
    void rejectsOtherClients() throws Exception {
        var url = "https://" + host.lanAddress() + PORT + "/_ping";
        var authority = certificates.authority().toString();
        assertThat(
                        neighbour
                                .shell()
                                .run("curl -sS --max-time 5 --cacert {} {}", authority, url)
                                .refusal())
                .contains("certificate");
        assertThat(
                        neighbour
                                .shell()
                                .run("curl -sS --max-time 5 {}", url.replace("https", "http"))
                                .exit())
                .isNotZero();

        var others = new Certificates(folder.resolve("theirs"));
        others.sign("client", "clientAuth");
        assertThat(neighbour.shell().run("{}", docker(others, "version")).refusal())
                .contains("certificate");
        assertThat(neighbour.see("{}", docker(certificates, "ps -q")))
                .isEmpty(); // still there for us
    }

    @Test
    void leavesTheSocketToRootAndItsGroup() throws Exception {
        var socket = Path.of(host.docker().endpoint().substring("unix://".length()));
        assertThat(host.docker().cli("ps -q")).isEmpty();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-rw----");
    }

    @Test
    void isNotOfferedInTheClear() {
        var naru = new Shell();
        assertThat(naru.run("{} daemon -H tcp://0.0.0.0:2375", Product.naru()).refusal())
                .contains("will not listen on tcp://0.0.0.0:2375 without TLS");
        assertThat(naru.run("{} daemon -H tcp://127.0.0.1:2375", Product.naru()).refusal())
                .contains("--plain-tcp-on-loopback");
    }
}
