package naru.cluster.node;

import io.avaje.json.JsonException;
import io.avaje.jsonb.JsonType;

import naru.cluster.identity.Keys;
import naru.cluster.identity.Role;
import naru.cluster.member.Folders;
import naru.cluster.member.MemberSettings.Credentials;
import naru.cluster.record.NodeRecords;
import naru.etcd.Tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Optional;

/** The files of a node. Only root may enter the folder. */
final class NodeFolder {
    private static final JsonType<NodeState> STATES = NodeRecords.type(NodeState.class);

    private final Path folder;

    NodeFolder(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder;
    }

    void create() throws IOException {
        Files.createDirectories(
                folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    /** Empty if the node is not part of a cluster. */
    Optional<NodeState> load() throws IOException {
        try {
            return Optional.of(STATES.fromJson(Files.readAllBytes(file("state.json"))));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (JsonException e) {
            throw new IOException(file("state.json") + " is damaged: " + e.getMessage(), e);
        }
    }

    void save(NodeState state) throws IOException {
        write("state.json", STATES.toJsonPretty(state));
    }

    void saveKey(PrivateKey key) throws IOException {
        write("node.key", Keys.pem(key));
    }

    void saveCertificates(String root, String certificate) throws IOException {
        write("root.pem", root);
        write("node.pem", certificate);
    }

    private void write(String name, String text) throws IOException {
        var next = file(name + ".next");
        Files.writeString(next, text);
        Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rw-------"));
        Files.move(next, file(name), StandardCopyOption.ATOMIC_MOVE);
    }

    PrivateKey key() throws IOException, GeneralSecurityException {
        return Keys.key(Files.readString(file("node.key")));
    }

    X509Certificate certificate() throws IOException, GeneralSecurityException {
        return Keys.certificates(Files.readString(file("node.pem"))).getFirst();
    }

    Credentials credentials() {
        return new Credentials(file("root.pem"), file("node.pem"), file("node.key"));
    }

    /** Of a client that connects to managers. */
    Tls tls() {
        return new Tls(file("root.pem"), file("node.pem"), file("node.key"), Role.MANAGER.unit());
    }

    private Path file(String name) {
        return folder.resolve(name);
    }

    void delete() throws IOException {
        Folders.delete(folder);
    }
}
