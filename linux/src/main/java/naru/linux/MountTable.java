package naru.linux;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The mounts in the mount namespace of this process. */
public final class MountTable {
    private MountTable() {}

    /** All mounts, oldest first. */
    public static List<MountPoint> read() {
        try {
            // ISO 8859-1 preserves each byte of a path; unescape decodes them as UTF-8.
            return parse(
                    Files.readString(Path.of("/proc/self/mountinfo"), StandardCharsets.ISO_8859_1));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * The mounts at or below a directory, deepest and latest first: the order in which to unmount
     * them.
     */
    public static List<MountPoint> below(Path directory) {
        var found = new ArrayList<MountPoint>();
        for (MountPoint mount : read()) {
            if (mount.target().startsWith(directory)) {
                found.addFirst(mount);
            }
        }
        return found;
    }

    /**
     * The mount that contains a path: the deepest one above it and, of several at one place, the
     * last.
     */
    public static MountPoint holding(Path path, List<MountPoint> table) {
        MountPoint found = null;
        for (MountPoint mount : table) {
            if (path.startsWith(mount.target())
                    && (found == null || mount.target().startsWith(found.target()))) {
                found = mount;
            }
        }
        if (found == null) {
            throw new IllegalArgumentException("no mount contains " + path);
        }
        return found;
    }

    static List<MountPoint> parse(String mountinfo) {
        var mounts = new ArrayList<MountPoint>();
        for (String line : mountinfo.split("\n", -1)) {
            if (!line.isEmpty()) {
                mounts.add(parseLine(line));
            }
        }
        return mounts;
    }

    /** {@code id parent major:minor root target options [tags...] - type source options}. */
    private static MountPoint parseLine(String line) {
        String[] fields = line.split(" ", -1);
        int dash = 6;
        while (dash < fields.length && !fields[dash].equals("-")) {
            dash++;
        }
        if (dash + 3 >= fields.length) {
            throw new IllegalArgumentException("not a line of mountinfo: " + line);
        }
        return new MountPoint(
                Integer.parseInt(fields[0]),
                Integer.parseInt(fields[1]),
                unescape(fields[3]),
                Path.of(unescape(fields[4])),
                unescape(fields[dash + 1]),
                unescape(fields[dash + 2]),
                fields[5] + "," + unescape(fields[dash + 3]),
                String.join(" ", List.of(fields).subList(6, dash)));
    }

    /**
     * The kernel writes space, tab, newline and backslash as a backslash and three octal digits.
     */
    private static String unescape(String field) {
        byte[] bytes = new byte[field.length()];
        int length = 0;
        for (int i = 0; i < field.length(); i++) {
            char c = field.charAt(i);
            if (c == '\\' && i + 3 < field.length() && octal(field, i + 1)) {
                c = (char) Integer.parseInt(field, i + 1, i + 4, 8);
                i += 3;
            }
            bytes[length++] = (byte) c;
        }
        return new String(bytes, 0, length, StandardCharsets.UTF_8);
    }

    private static boolean octal(String field, int at) {
        for (int i = at; i < at + 3; i++) {
            if (field.charAt(i) < '0' || field.charAt(i) > '7') {
                return false;
            }
        }
        return true;
    }
}
