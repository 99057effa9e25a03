package naru.acceptance.lab;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Images made of Debian's static busybox, so that no test needs a network. */
public final class Images {
    /** A shell and the usual small tools. */
    public static final String BUSYBOX = "busybox:latest";

    /**
     * Busybox's web server on port 80; {@code /} says the host name, {@code /cgi-bin/who} the
     * client's address.
     */
    public static final String WEB = "web:latest";

    private static final Path STATIC_BUSYBOX = Path.of("/bin/busybox");

    /** A listener of both families sees IPv4 clients as {@code [::ffff:10.0.0.1]}. */
    private static final String WHO =
            """
            #!/bin/sh
            client=${REMOTE_ADDR#"[::ffff:"}
            printf 'Content-Type: text/plain\\r\\n\\r\\n%s\\n' "${client%]}"
            """;

    private Images() {}

    /** Brings both images into a daemon. */
    static void importInto(Docker docker) {
        var tar = rootFileSystem();
        docker.run(new ByteArrayInputStream(tar), "import -c {} - {}", "CMD [\"sh\"]", BUSYBOX)
                .text();
        var command =
                "CMD [\"sh\",\"-c\",\"hostname > /www/index.html; exec httpd -f -p 80 -h /www\"]";
        docker.run(new ByteArrayInputStream(tar), "import -c {} -c 'EXPOSE 80' - {}", command, WEB)
                .text();
    }

    /** A root file system with busybox as a tar archive. */
    public static byte[] rootFileSystem() {
        try {
            var root = Files.createTempDirectory("naru-image");
            try {
                fill(root);
                return tar(root);
            } finally {
                new Shell().run("rm -rf {}", root).text();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void fill(Path root) throws IOException {
        for (var folder : "bin etc proc sys dev tmp root run var www/cgi-bin".split(" ")) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.copy(STATIC_BUSYBOX, root.resolve("bin/busybox"));
        for (var applet : new Shell().run("{} --list", STATIC_BUSYBOX).lines()) {
            if (!applet.equals("busybox")) {
                Files.createSymbolicLink(root.resolve("bin").resolve(applet), Path.of("busybox"));
            }
        }
        Files.writeString(
                root.resolve("etc/passwd"),
                "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n");
        Files.writeString(root.resolve("etc/group"), "root:x:0:\nnogroup:x:65534:\n");
        var who = root.resolve("www/cgi-bin/who");
        Files.writeString(who, WHO);
        Files.setPosixFilePermissions(who, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static byte[] tar(Path root) throws IOException {
        var process =
                new ProcessBuilder(
                                "tar",
                                "--numeric-owner",
                                "--owner=0",
                                "--group=0",
                                "--sort=name",
                                "-C",
                                root.toString(),
                                "-cf",
                                "-",
                                ".")
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        return process.getInputStream().readAllBytes();
    }
}
