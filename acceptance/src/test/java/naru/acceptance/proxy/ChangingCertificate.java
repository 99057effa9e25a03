package naru.acceptance.proxy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** The user's certificate of a host name, which is replaced while the proxy serves it. */
final class ChangingCertificate implements AutoCloseable {
    private final ProxyGround ground;
    private final String name;
    private final Path folder;

    ChangingCertificate(ProxyGround ground, String name) {
        this.ground = ground;
        this.name = name;
        folder = ground.host().folder().resolve("data/certificates");
    }

    private Path file() {
        return folder.resolve(name + ".pem");
    }

    /** Writes another one, and returns when the proxy serves it. */
    void change() throws Exception {
        Files.createDirectories(folder);
        var made = folder.resolve("made");
        ground.host()
                .shell()
                .quietly(
                        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
                                + " -days 2 -subj /CN={} -addext subjectAltName=DNS:{}"
                                + " -keyout {}.key -out {}.crt",
                        name,
                        name,
                        made,
                        made)
                .text();
        var all =
                Files.readString(Path.of(made + ".crt")) + Files.readString(Path.of(made + ".key"));
        Files.writeString(made, all);
        Files.move(made, file(), StandardCopyOption.REPLACE_EXISTING);
        var wanted = serial("openssl x509 -noout -serial -in " + file());
        ground.reload();
        ProxyGround.time(() ->
                serial(
                                "openssl s_client -connect "
                                        + ProxyGround.ADDRESS
                                        + ":443 -servername "
                                        + name
                                        + " </dev/null 2>/dev/null | openssl x509 -noout -serial")
                        .equals(wanted));
    }

    private String serial(String command) {
        return ground.client().shell().quietly("sh -c {}", command).output().strip();
    }

    @Override
    public void close() throws IOException {
        for (var file : new String[] {name + ".pem", "made", "made.key", "made.crt"}) {
            Files.deleteIfExists(folder.resolve(file));
        }
    }
}
