package naru.container.oci;

import naru.container.tar.InsideRoot;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds a user and groups in a container's own /etc/passwd and /etc/group. See passwd(5), group(5).
 */
public final class UserLookup {
    private final List<String[]> users;
    private final List<String[]> groups;

    private UserLookup(List<String[]> users, List<String[]> groups) {
        this.users = users;
        this.groups = groups;
    }

    /**
     * {@code home} is the value of HOME. {@code additionalGids} begin with {@code gid}: a
     * set-group-id program replaces the process's group, and only the supplementary groups then
     * still include the user's own group, which may be denied access (CVE-2022-36109).
     */
    public record Found(long uid, long gid, List<Long> additionalGids, String home) {}

    /** Reads the files below {@code root}; a missing one is an empty one. */
    public static UserLookup in(Path root) throws IOException {
        return new UserLookup(read(root, "etc/passwd"), read(root, "etc/group"));
    }

    static UserLookup of(String passwd, String group) {
        return new UserLookup(fields(passwd), fields(group));
    }

    private static List<String[]> read(Path root, String name) throws IOException {
        Path file = InsideRoot.resolve(root, Path.of(name));
        return Files.isRegularFile(file)
                ? fields(Files.readString(file, StandardCharsets.ISO_8859_1))
                : List.of();
    }

    private static List<String[]> fields(String text) {
        return text.lines().map(line -> line.split(":", -1)).toList();
    }

    /**
     * @param user {@code name|uid[:group|gid]}, empty for root
     * @param groupAdd further groups by name or number
     */
    public Found find(String user, List<String> groupAdd) {
        int colon = user.indexOf(':');
        String name = colon < 0 ? user : user.substring(0, colon);
        String group = colon < 0 ? "" : user.substring(colon + 1);
        String[] row = row(users, name.isEmpty() ? "0" : name, 7);
        Long number = number(name.isEmpty() ? "0" : name);
        if (row == null && number == null) {
            throw new NaruException.Invalid(
                    "unable to find user " + name + ": no matching entries in passwd file");
        }
        long uid = parse(row == null ? name : row[2]);
        long usual = row == null ? 0 : parse(row[3]);
        long gid = group.isEmpty() ? usual : group(group);
        var more = new ArrayList<Long>();
        more.add(gid);
        if (row != null && group.isEmpty()) {
            memberships(row[0], more);
        }
        for (String added : groupAdd) {
            more.add(group(added));
        }
        String home = row == null || row[5].isEmpty() ? "/" : row[5];
        return new Found(uid, gid, more.stream().distinct().toList(), home);
    }

    private void memberships(String user, List<Long> into) {
        for (String[] group : groups) {
            if (group.length >= 4 && List.of(group[3].split(",", -1)).contains(user)) {
                into.add(parse(group[2]));
            }
        }
    }

    private long group(String name) {
        String[] row = row(groups, name, 4);
        Long number = number(name);
        if (row == null && number == null) {
            throw new NaruException.Invalid(
                    "unable to find group " + name + ": no matching entries in group file");
        }
        return parse(row == null ? name : row[2]);
    }

    /** The row with this name or, failing that, this number. */
    private static String @Nullable [] row(List<String[]> rows, String name, int width) {
        String[] byNumber = null;
        for (String[] row : rows) {
            if (row.length >= width - 1 && row[0].equals(name) && number(row[2]) != null) {
                return row;
            }
            if (byNumber == null && row.length >= width - 1 && row[2].equals(name)) {
                byNumber = row;
            }
        }
        return number(name) == null ? null : byNumber;
    }

    private static long parse(String field) {
        Long number = number(field);
        return number == null ? 0 : number;
    }

    private static @Nullable Long number(String text) {
        if (text.isEmpty() || text.length() > 10) {
            return null;
        }
        long value = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return null;
            }
            value = value * 10 + (c - '0');
        }
        return value;
    }
}
