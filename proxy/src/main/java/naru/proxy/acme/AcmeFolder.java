package naru.proxy.acme;

import naru.proxy.acme.AcmeServer.Account;
import naru.proxy.certificate.Pem;
import naru.proxy.certificate.PrivateFiles;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/**
 * Accounts, orders and certificates on disk, so that neither a restart nor a kill loses a key,
 * repeats an order or forgets a pause. Files are for root alone, and replaced in one step.
 */
final class AcmeFolder {
    private static final String URL = "url";
    private static final String PAUSED = "paused-until";

    private final Path accounts;
    private final Path orders;
    private final Path certificates;
    private final SecureRandom random;

    AcmeFolder(Path folder, SecureRandom random) throws IOException {
        this.random = random;
        accounts = folder.resolve("accounts");
        orders = folder.resolve("orders");
        certificates = folder.resolve("certificates");
        for (var each : new Path[] {folder, accounts, orders, certificates}) {
            PrivateFiles.folder(each);
        }
    }

    Path certificates() {
        return certificates;
    }

    /** The key of a directory's account, which is made once. */
    KeyPair accountKey(URI directory) throws IOException {
        return key(accounts.resolve(name(directory) + ".key"));
    }

    /** The account that an earlier order has registered. */
    Optional<Account> account(URI directory) throws IOException {
        var url = read(accountFile(directory)).getProperty(URL);
        return url == null
                ? Optional.empty()
                : Optional.of(new Account(URI.create(url), accountKey(directory)));
    }

    void keep(URI directory, Account account) throws IOException {
        change(accountFile(directory), "directory", directory.toString());
        change(accountFile(directory), URL, account.url().toString());
    }

    void forgetAccount(URI directory) throws IOException {
        change(accountFile(directory), URL, "");
    }

    /** No order is made at a directory before this time. */
    Instant pausedUntil(URI directory) throws IOException {
        var text = read(accountFile(directory)).getProperty(PAUSED);
        return text == null ? Instant.MIN : Instant.parse(text);
    }

    void pause(URI directory, Instant until) throws IOException {
        change(accountFile(directory), PAUSED, until.toString());
    }

    private Path accountFile(URI directory) {
        return accounts.resolve(name(directory) + ".properties");
    }

    private static String name(URI directory) {
        var digest = UUID.nameUUIDFromBytes(directory.toString().getBytes(StandardCharsets.UTF_8));
        return directory.getHost() + "-" + digest.toString().substring(0, 8);
    }

    OrderState state(String id) throws IOException {
        return OrderState.of(read(orders.resolve(id + ".properties")));
    }

    void keep(String id, OrderState state) throws IOException {
        write(orders.resolve(id + ".properties"), state.properties());
    }

    /** The key of the certificate that is being ordered, which is made once for an order. */
    KeyPair orderKey(String id) throws IOException {
        return key(orders.resolve(id + ".key"));
    }

    /** The certificate is there: the next order has another key. */
    void finish(String id, Pem certificate) throws IOException {
        PrivateFiles.write(certificateFile(id), certificate.text());
        Files.deleteIfExists(orders.resolve(id + ".key"));
    }

    Path certificateFile(String id) {
        return certificates.resolve(id + ".pem");
    }

    /** Empty if there is none, or one that cannot be read. */
    Optional<Pem> certificate(String id) {
        return Files.exists(certificateFile(id)) ? read(id) : Optional.empty();
    }

    private Optional<Pem> read(String id) {
        try {
            return Optional.of(Pem.parse(Files.readString(certificateFile(id))));
        } catch (IOException | GeneralSecurityException unusable) {
            return Optional.empty(); // CertificateFolder reports it
        }
    }

    void delete(String id) throws IOException {
        Files.deleteIfExists(certificateFile(id));
        Files.deleteIfExists(orders.resolve(id + ".properties"));
        Files.deleteIfExists(orders.resolve(id + ".key"));
    }

    private KeyPair key(Path file) throws IOException {
        try {
            if (!Files.exists(file)) {
                PrivateFiles.write(file, Pem.text(Pem.newKeys(random)));
            }
            return Pem.keys(Files.readString(file));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    private static void change(Path file, String key, String value) throws IOException {
        var properties = read(file);
        if (value.isEmpty()) {
            properties.remove(key);
        } else {
            properties.setProperty(key, value);
        }
        write(file, properties);
    }

    static Properties read(Path file) throws IOException {
        var properties = new Properties();
        if (Files.exists(file)) {
            properties.load(new StringReader(Files.readString(file)));
        }
        return properties;
    }

    static void write(Path file, Properties properties) throws IOException {
        var text = new StringWriter();
        properties.store(text, null);
        PrivateFiles.write(file, text.toString());
    }
}
