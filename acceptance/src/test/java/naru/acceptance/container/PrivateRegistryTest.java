package naru.acceptance.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Certificates;
import naru.acceptance.lab.CommandLine;
import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.ReconfiguredDaemon;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Debian's registry on the lab host's own address, with a certificate of an authority that nobody
 * knows and a password. Only registries on loopback may do without both.
 */
@InLab
class PrivateRegistryTest {
    /** bcrypt of {@code landing}, as htpasswd -B writes it. */
    private static final String PASSWORDS =
            "naru:$2b$04$b3zK4s6eS6rFZgbenA.UOeOMuvpFHIgYh593kT4lKoDrzHokcPKsO\n";

    private static final String CONFIG =
            """
            version: 0.1
            log: {level: warn}
            storage: {filesystem: {rootdirectory: %1$s/data}}
            auth: {htpasswd: {realm: here, path: %1$s/htpasswd}}
            http: {addr: "%2$s", tls: {certificate: %3$s, key: %4$s}}
            """;

    private final LabHost host;
    private final String address;
    private final String image;

    @RegisterExtension private final ReconfiguredDaemon daemon;
    @TempDir private Path folder;
    private Docker docker;
    private Process registry;
    private Certificates certificates;

    PrivateRegistryTest(Lab lab) {
        host = lab.host();
        address = host.lanAddress() + ":5443";
        image = address + "/team/box:1";
        daemon = new ReconfiguredDaemon(host);
    }

    @BeforeEach
    void start() throws Throwable {
        docker = new Docker(host.docker().endpoint(), folder.resolve("client"));
        certificates = new Certificates(folder.resolve("certificates"));
        certificates.sign("registry", "serverAuth", host.lanAddress());
        Files.writeString(folder.resolve("htpasswd"), PASSWORDS);
        var config =
                Files.writeString(
                        folder.resolve("config.yml"),
                        CONFIG.formatted(
                                folder,
                                address,
                                certificates.certificate("registry"),
                                certificates.key("registry")));
        registry = host.shell().start("docker-registry serve {}", config);
        Eventually.within(Duration.ofSeconds(10), () -> host.see("curl -sk https://{}", address));
    }

    @AfterEach
    void stop() throws Exception {
        docker.run("rmi -f {}", image);
        registry.descendants().forEach(ProcessHandle::destroy);
        registry.destroy();
    }

    /** Words that let a command see the authority where daemons look for it, and nobody else. */
    private List<String> trusting() throws Exception {
        var place = folder.resolve("etc/docker/certs.d").resolve(address);
        Files.createDirectories(place);
        Files.copy(certificates.authority(), place.resolve("ca.crt"));
        var mount = "mount -t overlay etc -o lowerdir=" + folder.resolve("etc") + ":/etc /etc";
        return CommandLine.words("unshare -m sh -c {} sh", mount + " && exec \"$@\"");
    }

    private Shell.Result login(String password) {
        var input = new ByteArrayInputStream(password.getBytes(StandardCharsets.UTF_8));
        return docker.run(input, "login -u naru --password-stdin {}", address);
    }

    @Test
    void letsInWhoHasLoggedIn() throws Exception {
        daemon.restartBehind(trusting(), "");
        importAble();

        assertThat(login("wrong").refusal())
                .endsWith(
                        "Error response from daemon: login attempt to https://"
                                + address
                                + "/v2/ failed with status: 401 Unauthorized");
        assertThat(docker.refusal("push {}", image)).contains("no basic auth credentials");
        assertThat(login("landing").text()).endsWith("Login Succeeded");
        assertThat(docker.cli("push {}", image)).contains("1: digest: sha256:");
        docker.cli("rmi {}", image);
        assertThat(docker.cli("pull {}", image))
                .contains("Status: Downloaded newer image for " + image);
        assertThat(capabilityOfProgram()).endsWith("cap_setuid=ep");
        assertThat(docker.refusal("pull {}/team/box:2", address))
                .contains(
                        "manifest for "
                                + address
                                + "/team/box:2 not found: manifest unknown: manifest unknown");

        assertThat(docker.cli("logout {}", address))
                .isEqualTo("Removing login credentials for " + address);
        assertThat(docker.refusal("pull {}", image))
                .contains("Error response from daemon: ")
                .contains("no basic auth credentials");
    }

    /** Makes the image of one program with a capability, which is bytes that are no text. */
    private void importAble() throws Exception {
        var shell = new Shell();
        var root = Files.createDirectories(folder.resolve("root"));
        var program = Files.copy(Path.of("/bin/busybox"), root.resolve("able")).toString();
        shell.run("setcap cap_setuid+ep {}", program).text();
        var tar = folder.resolve("able.tar").toString();
        shell.run("tar --xattrs --xattrs-include=security.capability -C {} -cf {} able", root, tar)
                .text();
        docker.cli("import {} {}", tar, image);
    }

    private String capabilityOfProgram() {
        var box = docker.cli("create {} /able", image);
        var copy = folder.resolve("copy").toString();
        docker.cli("cp {}:/able {}", box, copy);
        docker.cli("rm {}", box);
        return new Shell().run("getcap {}", copy).text();
    }

    @Test
    void isNotTrustedWithoutItsAuthority() {
        assertThat(login("landing").refusal())
                .contains("tls: failed to verify certificate: x509: certificate signed by unknown")
                .contains("https://" + address + "/v2/");
        assertThat(docker.refusal("pull {}", image))
                .contains("tls: failed to verify certificate: x509: certificate signed by unknown");
    }

    @Test
    void isTakenAsItIsWhenTheConfigurationSaysSo() throws Exception {
        var config = folder.resolve("daemon.json");
        Files.writeString(config, "{\"insecure-registries\":[\"" + address + "\"]}");
        daemon.restart("--config {}", config);

        assertThat(login("landing").text()).endsWith("Login Succeeded");
        docker.cli("tag busybox {}", image);
        assertThat(docker.cli("push {}", image)).contains("1: digest: sha256:");
    }
}
