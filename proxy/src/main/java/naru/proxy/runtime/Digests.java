package naru.proxy.runtime;

import naru.proxy.haproxy.Configuration;
import naru.proxy.haproxy.tls.CertificateEntry;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Digests of what needs a reload when it changes. */
final class Digests {
    private Digests() {}

    /** Of everything that the HAProxy reads which serves requests. */
    static String structure(Configuration configuration) {
        var digest = sha256();
        add(digest, configuration.structure());
        add(digest, configuration.proxyFiles());
        configuration.backends().values().forEach(plan -> add(digest, plan.toString()));
        configuration.certificates().stream()
                .filter(CertificateEntry::needsReload)
                .forEach(entry -> add(digest, entry.file().toString()));
        return HexFormat.of().formatHex(digest.digest());
    }

    static String of(Map<String, String> files) {
        var digest = sha256();
        add(digest, files);
        return HexFormat.of().formatHex(digest.digest());
    }

    private static void add(MessageDigest digest, Map<String, String> files) {
        files.forEach((name, text) -> add(digest, name + "\n" + text));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) { // each Java platform has it
            throw new IllegalStateException(impossible);
        }
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
