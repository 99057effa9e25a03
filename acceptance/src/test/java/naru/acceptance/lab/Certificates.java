package naru.acceptance.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** An authority, and what it signs, made by openssl in a folder of its own. */
public final class Certificates {
    private final Path folder;
    private final Shell shell = new Shell();

    /** Makes the authority. */
    public Certificates(Path folder) throws IOException {
        this.folder = Files.createDirectories(folder);
        openssl(
                "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj"
                        + " /CN=authority");
        Files.move(folder.resolve("key.new"), folder.resolve("ca-key.pem"));
        Files.move(folder.resolve("out.new"), folder.resolve("ca.pem"));
    }

    public Path authority() {
        return folder.resolve("ca.pem");
    }

    public Path certificate(String name) {
        return folder.resolve(name + "-cert.pem");
    }

    public Path key(String name) {
        return folder.resolve(name + "-key.pem");
    }

    /** Makes a key and a certificate: {@code RSA} as servers have it, for the addresses given. */
    public void sign(String name, String usage, String... addresses) throws IOException {
        var extensions = "extendedKeyUsage=" + usage + "\n";
        if (addresses.length > 0) {
            extensions += "subjectAltName=IP:" + String.join(",IP:", addresses) + "\n";
        }
        Files.writeString(folder.resolve("extensions"), extensions);
        openssl("req -new -newkey rsa:2048 -nodes -subj /CN=" + name);
        Files.move(folder.resolve("key.new"), key(name));
        Files.move(folder.resolve("out.new"), folder.resolve("request"));
        shell.quietly(
                        "openssl x509 -req -days 2 -in {}/request -CA {} -CAkey {}/ca-key.pem"
                                + " -CAcreateserial -extfile {}/extensions -out {}",
                        folder,
                        authority(),
                        folder,
                        folder,
                        certificate(name))
                .text();
        Files.delete(folder.resolve("request"));
    }

    private void openssl(String words) {
        shell.quietly("openssl " + words + " -keyout {}/key.new -out {}/out.new", folder, folder)
                .text();
    }
}
