package naru.proxy.runtime;

import naru.proxy.haproxy.Passwords;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** The folder with everything that HAProxy reads, and its sockets. Readable by root only. */
record ProxyFolder(Path path) {
    Path configuration() {
        return path.resolve("haproxy.cfg");
    }

    /** Of the HAProxy that serves requests. */
    ProcessFiles proxy() {
        return new ProcessFiles(
                configuration(),
                path.resolve("haproxy.pid"),
                path.resolve("master.sock"),
                adminSocket(),
                path.resolve("structure.sha256"));
    }

    /** Of the HAProxy that verifies passwords. */
    ProcessFiles passwords() {
        return new ProcessFiles(
                path.resolve(Passwords.FILE),
                path.resolve("passwords.pid"),
                path.resolve("passwords-master.sock"),
                path.resolve(Passwords.ADMIN_SOCKET),
                path.resolve("passwords.sha256"));
    }

    Path adminSocket() {
        return path.resolve("admin.sock");
    }

    Path serverStates() {
        return path.resolve("servers.state");
    }

    /** A configuration that is checked only. */
    Path trial() {
        return path.resolve("trial.cfg");
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

    /** Writes the files whose contents differ, by their names. */
    void updateAll(Map<String, String> files) throws IOException {
        for (var file : files.entrySet()) {
            update(file(file.getKey()), file.getValue());
        }
    }

    /** Writes the files that do not exist, by their names. */
    void complete(Map<String, String> files) throws IOException {
        for (var file : files.entrySet()) {
            if (!Files.exists(file(file.getKey()))) {
                write(file(file.getKey()), file.getValue());
            }
        }
    }

    /** Writes a file whose content differs. */
    void update(Path file, String text) throws IOException {
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            write(file, text);
        }
    }
}
