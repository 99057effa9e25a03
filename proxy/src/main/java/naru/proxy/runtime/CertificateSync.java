package naru.proxy.runtime;

import naru.proxy.certificate.Pem;
import naru.proxy.haproxy.tls.CertificateEntry;
import naru.proxy.haproxy.tls.CertificateList;
import naru.proxy.model.Problem;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives a running worker the certificates of a list. A new one is inserted before the one that it
 * replaces is removed, so that a name always has one. A certificate that HAProxy refuses is left
 * out, and does not affect others. For one thread.
 */
final class CertificateSync {
    private static final Logger log = System.getLogger(CertificateSync.class.getName());

    private final ProxyFolder folder;
    private final Path list;
    private final CertificateCommands commands;
    private final Map<Path, String> refused = new TreeMap<>(); // reasons
    private List<CertificateEntry> last = List.of();

    CertificateSync(ProxyFolder folder) {
        this.folder = folder;
        list = folder.file(CertificateList.FILE);
        commands = new CertificateCommands(folder.adminSocket());
    }

    /** Writes the list for a worker that starts. */
    void write(List<CertificateEntry> wanted) throws IOException {
        folder.update(list, CertificateList.text(usable(wanted)));
    }

    /** A worker has started with what was written. */
    void started(List<CertificateEntry> wanted) {
        last = wanted;
    }

    /** Notes the certificates that a refusal to start names; returns whether there are any. */
    boolean isBlamed(RefusedException refusal, List<CertificateEntry> wanted) {
        boolean found = false;
        for (var entry : usable(wanted)) {
            var message = String.valueOf(refusal.getMessage());
            if (message.contains(entry.file().toString())) {
                refuse(entry, message.lines().findFirst().orElse(""));
                found = true;
            }
        }
        return found;
    }

    private void refuse(CertificateEntry entry, String reason) {
        refused.put(entry.file(), reason);
        log.log(Level.WARNING, "HAProxy refuses {0}: {1}", entry.file(), reason);
    }

    private List<CertificateEntry> usable(List<CertificateEntry> wanted) {
        return wanted.stream().filter(entry -> !refused.containsKey(entry.file())).toList();
    }

    List<Problem> problems() {
        return refused.entrySet().stream()
                .map(entry ->
                        new Problem(
                                "certificates",
                                String.valueOf(entry.getKey().getFileName()),
                                "HAProxy refuses it: " + entry.getValue()))
                .toList();
    }

    /**
     * Changes the running worker.
     *
     * @param verifies whether the worker is compared even if nothing has changed
     * @throws IOException if something remains to be done
     */
    void apply(List<CertificateEntry> wanted, boolean verifies) throws IOException {
        if (!verifies && wanted.equals(last) || wanted.isEmpty()) {
            return;
        }
        last = List.of(); // until all is done
        refused.keySet().removeIf(file -> wanted.stream().noneMatch(e -> e.file().equals(file)));
        var loaded = commands.loaded();
        if (loaded.transaction().isPresent()) {
            commands.abort(loaded.transaction().get());
        }
        for (var entry : usable(wanted)) {
            if (!loaded.files().contains(entry.file())
                    || verifies && !commands.fingerprint(entry.file()).equals(digest(entry))) {
                load(entry);
            }
        }
        write(wanted);
        insert(usable(wanted));
        write(wanted); // without what was refused
        removeOthers(usable(wanted));
        deleteOthers(usable(wanted));
        last = wanted;
    }

    private void load(CertificateEntry entry) throws IOException {
        try {
            commands.load(entry.file(), Files.readString(entry.file()));
        } catch (RefusedException e) {
            refuse(entry, String.valueOf(e.getMessage()));
        }
    }

    private void insert(List<CertificateEntry> wanted) throws IOException {
        var before = commands.list(list);
        for (var entry : wanted) {
            if (before.stream().noneMatch(listed -> listed.is(entry))) {
                try {
                    commands.insert(list, entry);
                } catch (RefusedException e) {
                    refuse(entry, String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private void removeOthers(List<CertificateEntry> wanted) throws IOException {
        var missing = new ArrayList<>(wanted);
        for (var listed : commands.list(list)) {
            if (!missing.removeIf(listed::is)) { // of equal lines the first one stays
                commands.remove(list, listed);
            }
        }
        if (!missing.isEmpty() || commands.list(list).size() != wanted.size()) {
            throw new RefusedException("the list of certificates differs after its change");
        }
    }

    /** Deletes certificates that no line has: in memory, and their files in the folder. */
    private void deleteOthers(List<CertificateEntry> wanted) throws IOException {
        var keep = wanted.stream().map(CertificateEntry::file).toList();
        for (var file : commands.loaded().files()) {
            if (!keep.contains(file)) {
                commands.delete(file);
            }
        }
        for (var folderOf : keep.stream().map(Path::getParent).distinct().toList()) {
            try (var files = Files.newDirectoryStream(folderOf, "*.pem")) {
                for (var file : files) {
                    if (!keep.contains(file) && !refused.containsKey(file)) {
                        Files.deleteIfExists(file);
                    }
                }
            }
        }
    }

    private static String digest(CertificateEntry entry) throws IOException {
        try {
            var leaf = Pem.parse(Files.readString(entry.file())).leaf();
            var sum = MessageDigest.getInstance("SHA-1").digest(leaf.getEncoded());
            return HexFormat.of().withUpperCase().formatHex(sum);
        } catch (GeneralSecurityException e) {
            throw new IOException(entry.file() + ": " + e.getMessage(), e);
        }
    }
}
