package naru.container.archive;

import naru.container.tar.FileTree;
import naru.linux.FileNodes;
import naru.linux.NamespaceWork;
import naru.linux.error.LinuxException;
import naru.network.model.NaruException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Packs and unpacks a little of everything in a folder of the host. That loads the classes which
 * the same work inside another root could not find; see {@link naru.linux.OtherRoot}.
 */
public final class CopyPreload {
    private CopyPreload() {}

    /** The root that the host has. */
    private static final class InPlace implements ContainerFiles.Entrance {
        @Override
        public <T> T inside(NamespaceWork<T, IOException> work) throws IOException {
            return work.run();
        }
    }

    private static final class Done {
        static final boolean YES = rehearse();

        private static boolean rehearse() {
            try {
                Path folder = Files.createTempDirectory("naru-rehearsal-");
                try {
                    tryAll(folder);
                } finally {
                    FileTree.delete(folder);
                }
                return true;
            } catch (IOException failure) {
                throw new NaruException.HostFailure("cannot prepare copying: " + failure, failure);
            }
        }
    }

    /** Does it at the first call. */
    public static void once() {
        if (!Done.YES) {
            throw new IllegalStateException("not prepared");
        }
    }

    /** It goes no further: no tar takes it along. */
    private static void setAttribute(Path file) {
        try {
            FileNodes.setAttribute(file, "user.naru", new byte[] {1});
        } catch (LinuxException refused) {
            // by the file system of the folder; it is loaded all the same
        }
    }

    private static void tryAll(Path folder) throws IOException {
        Path from = Files.createDirectories(folder.resolve("from/inner"));
        Path file = Files.writeString(from.resolve("f"), "x");
        Files.createLink(from.resolve("same"), file);
        setAttribute(file);
        Files.createSymbolicLink(from.resolve("ä"), Path.of("x".repeat(200)));
        var files = new ContainerFiles("", new InPlace());
        var bytes = new ByteArrayOutputStream();
        files.pack(folder.resolve("from").toString(), bytes);
        Path to = Files.createDirectory(folder.resolve("to"));
        for (int i = 0; i < 2; i++) { // the second time to replace what is there
            var tar = new ByteArrayInputStream(bytes.toByteArray());
            files.extract(to.toString(), tar, false, _ -> true);
        }
        files.stat(from.resolve("ä").toString());
        for (String wrong : List.of(to + "/none", to + "/from/inner/f/")) {
            try {
                files.stat(wrong);
            } catch (NaruException expected) {
                // loaded with what it is thrown by
            }
        }
    }
}
