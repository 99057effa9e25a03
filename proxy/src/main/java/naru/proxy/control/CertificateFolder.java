package naru.proxy.control;

import naru.proxy.certificate.SelfSigned;
import naru.proxy.haproxy.Certificates;
import naru.proxy.haproxy.Certificates.Certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * The user's certificates: files {@code NAME.pem} with a chain and its key. HAProxy reads a copy
 * under a name that depends on the content, so that a renewed certificate is a changed
 * configuration. For one thread.
 */
final class CertificateFolder implements Supplier<Certificates> {
    private static final Logger log = System.getLogger(CertificateFolder.class.getName());
    private static final String SUFFIX = ".pem";
    private static final Duration VALIDITY = Duration.ofDays(3650);
    private static final int DNS_NAME = 2; // RFC 5280, GeneralName

    private final Path source;
    private final Path copies;
    private final SecureRandom random = new SecureRandom();
    private TreeMap<Path, Long> seen = new TreeMap<>(); // time of the last change by file
    private Certificates current = Certificates.NONE;

    /**
     * @param source may be missing
     * @param copies in the folder that HAProxy reads
     */
    CertificateFolder(Path source, Path copies) {
        this.source = source;
        this.copies = copies;
    }

    /** The certificates, read again when a file has changed. */
    @Override
    public Certificates get() {
        try {
            var now = files();
            if (current.fallback().isEmpty() || !now.equals(seen)) {
                current = read(now.keySet());
                seen = now;
            }
            return current;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TreeMap<Path, Long> files() throws IOException {
        var files = new TreeMap<Path, Long>();
        if (Files.isDirectory(source)) {
            try (var found = Files.newDirectoryStream(source, "*" + SUFFIX)) {
                for (var file : found) {
                    files.put(file, Files.getLastModifiedTime(file).toMillis());
                }
            }
        }
        return files;
    }

    private Certificates read(Iterable<Path> files) throws IOException {
        Files.createDirectories(copies);
        var fallback = copies.resolve("fallback" + SUFFIX);
        if (!Files.exists(fallback)) {
            write(fallback, fallback());
        }
        List<Certificate> all = new ArrayList<>();
        for (var file : files) {
            certificate(file).ifPresent(all::add);
        }
        return new Certificates(Optional.of(fallback), all);
    }

    private String fallback() throws IOException {
        try {
            return SelfSigned.pem(List.of("naru.invalid"), Instant.now(), VALIDITY, random);
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot make a certificate", e);
        }
    }

    /** Empty for a file that is no certificate; then it is reported. */
    private Optional<Certificate> certificate(Path file) throws IOException {
        var fileName = file.getFileName().toString();
        var name = fileName.substring(0, fileName.length() - SUFFIX.length());
        try {
            var text = Files.readString(file);
            var hosts = hosts(text);
            if (!name.matches("[A-Za-z0-9_.-]+")
                    || hosts.isEmpty()
                    || !text.contains("PRIVATE KEY")) {
                throw new GeneralSecurityException("it needs a DNS name and a private key");
            }
            var copy = copies.resolve("%s-%08x%s".formatted(name, text.hashCode(), SUFFIX));
            write(copy, text);
            return Optional.of(new Certificate(name, copy, hosts));
        } catch (GeneralSecurityException e) {
            log.log(Level.WARNING, "{0} is not used: {1}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private static TreeSet<String> hosts(String pem) throws GeneralSecurityException {
        var bytes = pem.getBytes(StandardCharsets.UTF_8);
        int begin = pem.indexOf("-----BEGIN CERTIFICATE");
        if (begin < 0) {
            throw new GeneralSecurityException("it has no certificate");
        }
        var stream = new ByteArrayInputStream(bytes, begin, bytes.length - begin);
        var certificate =
                (X509Certificate)
                        CertificateFactory.getInstance("X.509").generateCertificate(stream);
        var hosts = new TreeSet<String>();
        var names = certificate.getSubjectAlternativeNames();
        if (names != null) {
            for (var name : names) {
                if (Integer.valueOf(DNS_NAME).equals(name.getFirst())) {
                    hosts.add(String.valueOf(name.getLast()));
                }
            }
        }
        return hosts;
    }

    private static void write(Path file, String text) throws IOException {
        if (Files.exists(file)) {
            return; // its name depends on its content
        }
        var next = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(next);
        Files.createFile(
                next,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
