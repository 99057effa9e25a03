package naru.api.http;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipalNotFoundException;

/**
 * The file of a listening Unix socket. The socket is bound under a temporary name and gets its mode
 * and group there, so it never has other permissions under its final name; a stale file of a dead
 * daemon is replaced.
 */
final class SocketFile {
    private static final int MAX_PATH_BYTES = 107; // sun_path of unix(7), without its zero byte

    private final Path path;
    private final Path temporary;
    private final String group;

    private SocketFile(Path path, Path temporary, String group) {
        this.path = path;
        this.temporary = temporary;
        this.group = group;
    }

    /**
     * Prepares to listen at {@code path}, for root and the members of {@code group}.
     *
     * @throws IOException if another process listens there, or the file is not a socket
     */
    static SocketFile claim(Path path, String group) throws IOException {
        var temporary = path.resolveSibling("." + path.getFileName() + ".new");
        if (temporary.toString().getBytes(StandardCharsets.UTF_8).length > MAX_PATH_BYTES) {
            throw new IOException("the path of the socket is too long: " + path);
        }
        if (path.getParent() != null) {
            Files.createDirectories(path.getParent());
        }
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isStale(path)) {
            throw new IOException("another daemon answers on " + path);
        }
        Files.deleteIfExists(temporary);
        return new SocketFile(path, temporary, group);
    }

    private static boolean isStale(Path path) throws IOException {
        var type = Files.readAttributes(path, "unix:mode", LinkOption.NOFOLLOW_LINKS).get("mode");
        if (!(type instanceof Integer mode)
                || (mode & 0170000) != 0140000) { // S_IFMT, S_IFSOCK of inode(7)
            throw new IOException(path + " is in the way and is no socket");
        }
        try (var probe = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            probe.connect(UnixDomainSocketAddress.of(path));
            return false;
        } catch (IOException ignored) {
            return true;
        }
    }

    /** The temporary name. */
    Path temporary() {
        return temporary;
    }

    /** Sets permissions and renames the bound socket. */
    void publish() throws IOException {
        Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rw-rw----"));
        try {
            var principal =
                    temporary
                            .getFileSystem()
                            .getUserPrincipalLookupService()
                            .lookupPrincipalByGroupName(group);
            Files.getFileAttributeView(temporary, PosixFileAttributeView.class).setGroup(principal);
        } catch (UserPrincipalNotFoundException ignored) {
            // the socket is then accessible by root only
        }
        Files.move(
                temporary,
                path,
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    /** Removes the file if it exists. */
    void remove() {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            System.getLogger(SocketFile.class.getName())
                    .log(System.Logger.Level.WARNING, "cannot remove " + path, e);
        }
    }
}
