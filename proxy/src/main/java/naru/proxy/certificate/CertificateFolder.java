package naru.proxy.certificate;

import naru.proxy.haproxy.tls.Certificates;
import naru.proxy.haproxy.tls.Certificates.Certificate;
import naru.proxy.model.Problem;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * Certificates in folders: files {@code NAME.pem} with a chain and its key. HAProxy reads a copy
 * under a name that depends on the content, so that a file's name says which certificate a running
 * HAProxy has. For one thread.
 */
public final class CertificateFolder implements Supplier<Certificates> {
    private static final Logger log = System.getLogger(CertificateFolder.class.getName());
    private static final String SUFFIX = ".pem";
    private static final Duration VALIDITY = Duration.ofDays(3650);

    private final List<Path> sources;
    private final Path copies;
    private final SecureRandom random = new SecureRandom();
    private TreeMap<Path, Long> seen = new TreeMap<>(); // time of the last change by file
    private Certificates current = Certificates.NONE;
    private Map<Path, Pem> contents = Map.of();
    private List<Problem> problems = List.of();

    /**
     * @param sources may be missing; a certificate of an earlier one goes before those of later
     *     ones
     * @param copies in the folder that HAProxy reads
     */
    public CertificateFolder(List<Path> sources, Path copies) {
        this.sources = List.copyOf(sources);
        this.copies = copies;
    }

    /** The certificates, read again when a file has changed. */
    @Override
    public Certificates get() {
        try {
            var now = files();
            if (current.fallback().isEmpty() || !now.equals(seen)) {
                current = read(now);
                seen = now;
            }
            return current;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The files that are not used, as of the last {@link #get}. */
    public List<Problem> problems() {
        return problems;
    }

    /** The certificates by their files in the sources, as of the last {@link #get}. */
    public Map<Path, Pem> contents() {
        return contents;
    }

    private TreeMap<Path, Long> files() throws IOException {
        var files = new TreeMap<Path, Long>();
        for (var source : sources) {
            if (Files.isDirectory(source)) {
                try (var found = Files.newDirectoryStream(source, "*" + SUFFIX)) {
                    for (var file : found) {
                        files.put(file, Files.getLastModifiedTime(file).toMillis());
                    }
                }
            }
        }
        return files;
    }

    private Certificates read(TreeMap<Path, Long> files) throws IOException {
        Files.createDirectories(copies);
        var fallback = copies.resolve("fallback" + SUFFIX);
        if (!Files.exists(fallback)) {
            PrivateFiles.write(fallback, fallback());
        }
        var read = new TreeMap<Path, Pem>();
        var refused = new ArrayList<Problem>();
        List<Certificate> all = new ArrayList<>();
        for (var source : sources) {
            for (var file : files.keySet()) {
                if (source.equals(file.getParent())) {
                    certificate(file, read, refused).ifPresent(all::add);
                }
            }
        }
        contents = Map.copyOf(read);
        problems = List.copyOf(refused);
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
    private Optional<Certificate> certificate(
            Path file, Map<Path, Pem> read, List<Problem> refused) {
        var fileName = String.valueOf(file.getFileName());
        var name = fileName.substring(0, fileName.length() - SUFFIX.length());
        try {
            var pem = Pem.parse(Files.readString(file));
            var hosts = pem.hosts();
            if (hosts.isEmpty()) {
                throw new GeneralSecurityException("it has no DNS name");
            }
            if (!name.matches("[A-Za-z0-9_.-]+")) {
                throw new GeneralSecurityException(
                        "its name has other characters than A-Z 0-9 _.-");
            }
            var text = pem.text();
            var copy = copies.resolve("%s-%08x%s".formatted(name, text.hashCode(), SUFFIX));
            if (!Files.exists(copy)) { // its name depends on its content
                PrivateFiles.write(copy, text);
            }
            read.put(file, pem);
            return Optional.of(new Certificate(name, copy, hosts, text.length()));
        } catch (GeneralSecurityException | IOException e) {
            log.log(Level.WARNING, "{0} is not used: {1}", file, e.getMessage());
            refused.add(new Problem("certificates", fileName, "it is not used: " + e.getMessage()));
            return Optional.empty();
        }
    }
}
