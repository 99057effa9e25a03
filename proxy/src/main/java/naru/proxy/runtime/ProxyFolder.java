package naru.proxy.runtime;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder with everything that HAProxy reads, and its sockets. Readable by root only. */
record ProxyFolder(Path path) {
    Path configuration() {
        return path.resolve("haproxy.cfg");
    }

    Path pidFile() {
        return path.resolve("haproxy.pid");
    }

    Path masterSocket() {
        return path.resolve("master.sock");
    }

    Path adminSocket() {
        return path.resolve("admin.sock");
    }

    Path serverStates() {
        return path.resolve("servers.state");
    }

    /** The digest of the structure that the worker has, to be compared after a restart. */
    Path digest() {
        return path.resolve("structure.sha256");
    }

    void create() throws IOException {
        Files.createDirectories(path);
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
    }

    Path file(String name) {
        var file = path.resolve(name).normalize();
        if (!path.equals(file.getParent())) {
            throw new IllegalArgumentException("not a file of " + path + ": " + name);
        }
        return file;
    }

    /** Replaces a file in one step. */
    void write(Path file, String text) throws IOException {
        var next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, text);
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Writes a file whose content differs. */
    void update(Path file, String text) throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            write(file, text);
        }
    }
}
