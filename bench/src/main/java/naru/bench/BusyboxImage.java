package naru.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small image, built offline from Debian's static busybox. */
public final class BusyboxImage {
    private static final Path BUSYBOX = Path.of("/bin/busybox");

    private BusyboxImage() {}

    public static void importInto(Engine engine, String name) throws IOException {
        var root = Files.createTempDirectory("naru-bench-image-");
        try {
            for (var folder : new String[] {"bin", "etc", "proc", "sys", "dev", "tmp"}) {
                Files.createDirectory(root.resolve(folder));
            }
            Files.copy(BUSYBOX, root.resolve("bin/busybox"));
            root.resolve("bin/busybox").toFile().setExecutable(true, false);
            for (var applet : Shell.run(BUSYBOX.toString(), "--list").strip().split("\n")) {
                if (!applet.equals("busybox")) {
                    Files.createSymbolicLink(
                            root.resolve("bin").resolve(applet), Path.of("busybox"));
                }
            }
            var tar = root.resolveSibling(root.getFileName() + ".tar");
            Shell.run(
                    "tar",
                    "--numeric-owner",
                    "--owner=0",
                    "--group=0",
                    "-C",
                    root.toString(),
                    "-cf",
                    tar.toString(),
                    ".");
            engine.docker("import", tar.toString(), name);
            Files.delete(tar);
        } finally {
            Shell.removeTree(root);
        }
    }
}
