package naru.container.tar;

import naru.linux.FileNodes;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/**
 * Marks of a layer for deleted files of lower layers. In an archive: empty files with special names
 * (OCI image specification, "Image Layer Filesystem Changeset"). On disk, for overlayfs: a
 * character device 0/0 for a file, an attribute for an opaque directory (kernel documentation,
 * overlayfs).
 */
public final class Whiteouts {
    private static final String FILE = ".wh.";
    private static final String FOLDER = ".wh..wh..opq";

    /** Attributes reserved for overlayfs, which archives must not set. */
    static final String OVERLAY = "trusted.overlay.";

    private static final String OPAQUE = OVERLAY + "opaque";
    private static final byte[] YES = "y".getBytes(StandardCharsets.US_ASCII);

    private Whiteouts() {}

    /** Whether {@code file} on disk is a whiteout. */
    public static boolean isWhiteout(FileKind file) {
        return file.kind() == FileKind.CHARACTER_DEVICE && file.rdev() == 0;
    }

    /** Whether a directory on disk is opaque. */
    public static boolean isOpaque(Path folder) {
        return FileNodes.attribute(folder, OPAQUE).length > 0;
    }

    /** The whiteout's name in an archive for the deleted path {@code name}. */
    static String ofFile(String name) {
        int slash = name.lastIndexOf('/') + 1;
        return name.substring(0, slash) + FILE + name.substring(slash);
    }

    /** The name in an archive that marks a directory as opaque. */
    static String ofFolder(String name) {
        return name + "/" + FOLDER;
    }

    /** Converts a whiteout in an archive to one on disk. */
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
