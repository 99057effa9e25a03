package naru.container.tar;

import naru.linux.FileNodes;

import java.nio.file.Path;
import java.util.Arrays;

/**
 * The capabilities of a program, set by setcap(8): the only extended attribute that Docker
 * preserves. {@code struct vfs_cap_data} of linux/capability.h.
 */
public final class FileCapability {
    static final String NAME = "security.capability";
    private static final int REVISION_AT = 3; // the highest byte of magic_etc, little endian
    private static final int REVISION_2_SIZE = 20; // XATTR_CAPS_SZ_2

    private FileCapability() {}

    /**
     * The attribute of the file; empty for none. The user id of the third revision is omitted,
     * since it is valid on this host only.
     */
    public static byte[] of(Path file) {
        byte[] value = FileNodes.attribute(file, NAME);
        if (value.length <= REVISION_2_SIZE || value[REVISION_AT] != 3) {
            return value;
        }
        byte[] second = Arrays.copyOf(value, REVISION_2_SIZE);
        second[REVISION_AT] = 2;
        return second;
    }
}
