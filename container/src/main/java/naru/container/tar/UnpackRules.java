package naru.container.tar;

import java.io.IOException;
import java.nio.file.Path;

/** What an archive may do in the folder that it is unpacked into. */
public interface UnpackRules {
    /** Where a path of the archive is on disk; what it names itself is not followed as a link. */
    Path place(Path inside) throws IOException;

    /** Whether the archive's own root sets the attributes of the folder. */
    boolean describesFolder();

    /** Makes what {@code path} stands for, if it is a sign and no file. */
    boolean isSign(Path path) throws IOException;

    /** Refuses to have {@code path}, which is there, replaced. */
    void checkReplacement(Path path, boolean isFolder, boolean byFolder);

    /** Whether files lose attributes that the file system below cannot keep. */
    boolean attributesMayBeLost();
}
