package naru.container.tar;

import java.io.IOException;
import java.nio.file.Path;

/** The restrictions of an archive in its target directory. */
public interface UnpackRules {
    /** The location of an archive's path on disk; the last component is not followed as a link. */
    Path place(Path inside) throws IOException;

    /** Whether the archive's root entry sets the attributes of the directory. */
    boolean describesFolder();

    /** Applies {@code path} if it is a whiteout instead of a file. */
    boolean isSign(Path path) throws IOException;

    /** Rejects the replacement of an existing {@code path}. */
    void checkReplacement(Path path, boolean isFolder, boolean byFolder);

    /** Whether attributes that the file system does not support are dropped. */
    boolean attributesMayBeLost();
}
