package naru.proxy.runtime;

import naru.proxy.haproxy.CertificateEntry;
import naru.proxy.haproxy.Configuration;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A digest of everything whose change needs a reload. */
final class Digests {
    private Digests() {}

    static String structure(Configuration configuration) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            add(digest, configuration.structure());
            configuration.files().forEach((name, text) -> add(digest, name + "\n" + text));
            configuration.backends().values().forEach(plan -> add(digest, plan.toString()));
            configuration.certificates().stream()
                    .filter(CertificateEntry::needsReload)
                    .forEach(entry -> add(digest, entry.file().toString()));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) { // each Java platform has it
            throw new IllegalStateException(impossible);
        }
    }

    private static void add(MessageDigest digest, String text) {
        digest.update(text.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) 0);
    }
}
