package naru.container.tar;

import naru.linux.FileNodes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * How a layer says what is gone of those below. In an archive, empty files with special names: OCI
 * image specification, "Image Layer Filesystem Changeset". On disk, what overlayfs reads: a
 * character device 0/0 for a file, an attribute of a folder whose lower part is hidden; kernel
 * documentation, overlayfs.
 */
public final class Whiteouts {
    private static final String FILE = ".wh.";
    private static final String FOLDER = ".wh..wh..opq";

    /** What overlayfs keeps for itself; no archive may say it. */
    static final String OVERLAY = "trusted.overlay.";

    private static final String OPAQUE = OVERLAY + "opaque";
    private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);

    private Whiteouts() {}

    /** Whether {@code file}, found on disk, stands for one that is gone. */
    public static boolean isWhiteout(FileKind file) {
        return file.kind() == FileKind.CHARACTER_DEVICE && file.rdev() == 0;
    }

    /** Whether a folder on disk hides what the layers below have in it. */
    public static boolean isOpaque(Path folder) {
        return FileNodes.attribute(folder, OPAQUE).length > 0;
    }

    /** The name in an archive that says that {@code name}, a path there, is gone. */
    static String ofFile(String name) {
        int slash = name.lastIndexOf('/') + 1;
        return name.substring(0, slash) + FILE + name.substring(slash);
    }

    /** The name in an archive that says that a folder hides what is below. */
    static String ofFolder(String name) {
        return name + "/" + FOLDER;
    }

    /** Makes on disk what a name of an archive says, if it says that something is gone. */
    public static boolean apply(Path path) throws IOException {
        String name = path.getFileName().toString();
        Path folder = path.resolveSibling("");
        if (name.equals(FOLDER)) {
            FileNodes.setAttribute(folder, OPAQUE, YES);
            return true;
        }
        if (!name.startsWith(FILE)) {
            return false;
        }
        Path gone = folder.resolve(name.substring(FILE.length()));
        FileTree.delete(gone);
        FileNodes.make(gone, FileNodes.S_IFCHR, 0, 0);
        return true;
    }
}
