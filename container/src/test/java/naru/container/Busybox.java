package naru.container;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A small root file system around the machine's static busybox, as a tar. */
public final class Busybox {
    static final Path PROGRAM = Path.of("/bin/busybox");
    private static final List<String> FOLDERS =
            List.of("bin/", "etc/", "proc/", "sys/", "dev/", "tmp/", "root/", "data/");
    private static final List<String> APPLETS =
            List.of(
                    "sh",
                    "cat",
                    "echo",
                    "true",
                    "false",
                    "sleep",
                    "id",
                    "env",
                    "ls",
                    "hostname",
                    "ip",
                    "stty",
                    "kill",
                    "touch",
                    "pwd",
                    "nc",
                    "mount",
                    "head",
                    "printf",
                    "wget",
                    "httpd",
                    "trap",
                    "test",
                    "grep");

    private Busybox() {}

    public static InputStream tar() throws IOException {
        return new ByteArrayInputStream(bytes());
    }

    public static byte[] bytes() throws IOException {
        return bytes("");
    }

    /** {@code mark} makes a layer that no other image has. */
    public static byte[] bytes(String mark) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            for (String folder : FOLDERS) {
                tar.putArchiveEntry(new TarArchiveEntry(folder));
                tar.closeArchiveEntry();
            }
            file(tar, "bin/busybox", 0755, Files.readAllBytes(PROGRAM));
            for (String applet : APPLETS) {
                var link = new TarArchiveEntry("bin/" + applet, TarConstants.LF_SYMLINK);
                link.setLinkName("busybox");
                tar.putArchiveEntry(link);
                tar.closeArchiveEntry();
            }
            text(tar, "etc/passwd", "root:x:0:0:root:/root:/bin/sh\nweb:x:70:71::/srv:/bin/sh\n");
            text(tar, "etc/group", "root:x:0:\nweb:x:71:\nextra:x:90:web\n");
            text(tar, "etc/mark", mark);
            text(tar, "data/from-image", "hello from the image\n");
        }
        return bytes.toByteArray();
    }

    private static void text(TarArchiveOutputStream tar, String name, String text)
            throws IOException {
        file(tar, name, 0644, text.getBytes(StandardCharsets.UTF_8));
    }

    private static void file(TarArchiveOutputStream tar, String name, int mode, byte[] content)
            throws IOException {
        var entry = new TarArchiveEntry(name);
        entry.setMode(mode);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
    }
}
