package naru.acceptance.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import naru.acceptance.lab.Certificates;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Shell;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Let's Encrypt's directory for tests, and its name server, for which all names have the address of
 * the proxy. Both run on the neighbour.
 */
final class Pebble implements AutoCloseable {
    private static final String ADDRESS = "10.213.0.12"; // of a lab's second host

    private static final String KEY_ID = "kid-1";
    private static final String KEY =
            "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W";

    /** Further settings of the daemon. */
    static final String BINDING =
            ", \"eab-key-id\": \"" + KEY_ID + "\", \"eab-key\": \"" + KEY + "\"";

    private final LabHost host;
    private final Path folder;
    private final Certificates certificates;
    private final List<Process> processes = new ArrayList<>();

    /**
     * Skips the test where pebble is not installed.
     *
     * @param validity of the certificates
     * @param bindsAccounts whether accounts need {@link #BINDING}
     */
    Pebble(LabHost host, Path folder, Duration validity, boolean bindsAccounts) throws Throwable {
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(":"))
                        .anyMatch(path -> Files.isExecutable(Path.of(path, "pebble"))),
                "no pebble here");
        this.host = host;
        this.folder = folder;
        certificates = new Certificates(folder.resolve("authority"));
        certificates.sign("pebble", "serverAuth", ADDRESS);
        var config = folder.resolve("pebble.json");
        Files.writeString(
                config,
                """
                {"pebble": {"listenAddress": "%1$s:14000", "managementListenAddress": "%1$s:15000",
                  "certificate": "%2$s", "privateKey": "%3$s", "httpPort": 80, "tlsPort": 443,
                  "certificateValidityPeriod": %4$d, "externalAccountBindingRequired": %5$s,
                  "externalAccountMACKeys": {"%6$s": "%7$s"}}}
                """
                        .formatted(
                                ADDRESS,
                                certificates.certificate("pebble"),
                                certificates.key("pebble"),
                                validity.toSeconds(),
                                bindsAccounts,
                                KEY_ID,
                                KEY));
        try {
            start(
                    "pebble-challtestsrv -dns01 127.0.0.1:8053 -management {}:8055 -http01 {}"
                            + " -https01 {} -tlsalpn01 {} -defaultIPv4 {} -defaultIPv6 {}",
                    ADDRESS,
                    "",
                    "",
                    "",
                    ProxyGround.ADDRESS,
                    "");
            start("pebble -strict -config {} -dnsserver 127.0.0.1:8053", config);
            Eventually.within(
                    Duration.ofSeconds(20), () -> assertThat(get("dir")).contains("newOrder"));
        } catch (Throwable failure) {
            close();
            throw failure;
        }
    }

    private void start(String command, Object... arguments) throws IOException {
        var shell =
                new Shell()
                        .with("PEBBLE_VA_NOSLEEP", "1")
                        .with("PEBBLE_AUTHZREUSE", "0")
                        .behind("ip netns exec {}", host.netns());
        var log = folder.resolve("log" + processes.size());
        processes.add(shell.startWithLog(log, command, arguments));
    }

    private String get(String path) {
        return host.shell()
                .quietly(
                        "curl -s --cacert {} https://{}:14000/{}",
                        certificates.authority(),
                        ADDRESS,
                        path)
                .output();
    }

    /** The authority whose certificates it issues. */
    Path root() throws IOException {
        var file = folder.resolve("root.pem");
        host.shell()
                .quietly(
                        "curl -s -o {} --cacert {} https://{}:15000/roots/0",
                        file,
                        certificates.authority(),
                        ADDRESS)
                .text();
        return file;
    }

    /** The value of {@code acme} in daemon.json. */
    String settings(String more) {
        return """
        {"directory": "https://%s:14000/dir", "ca-file": "%s", "agreement": true,
         "email": "admin@example.org"%s}\
        """
                .formatted(ADDRESS, certificates.authority(), more);
    }

    /** A program that changes the records of its name server. */
    Path hook() throws IOException {
        var file = folder.resolve("hook");
        Files.writeString(
                file,
                """
                #!/bin/sh
                case $1 in
                add) path=set-txt value=$3 ;;
                remove) path=clear-txt value= ;;
                esac
                echo "$@" >>%1$s/hook.log
                exec curl -sf -d "{\\"host\\": \\"$2.\\", \\"value\\": \\"$value\\"}" http://%2$s:8055/$path
                """
                        .formatted(folder, ADDRESS));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        return file;
    }

    /** What the hook was called with. */
    List<String> hookCalls() throws IOException {
        return Files.readAllLines(folder.resolve("hook.log"));
    }

    String log() throws IOException {
        return Files.readString(folder.resolve("log1"));
    }

    @Override
    public void close() {
        for (var process : processes) {
            process.destroyForcibly();
            process.onExit().join();
        }
    }
}
