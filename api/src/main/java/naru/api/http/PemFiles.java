package naru.api.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** Certificates and keys in PEM, RFC 7468, in the format of {@code openssl}. */
final class PemFiles {
    private static final Pattern KEY =
            Pattern.compile(
                    "-----BEGIN (RSA )?PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END (RSA )?PRIVATE"
                            + " KEY-----");

    /** Of PKCS #8: version 0 and the algorithm rsaEncryption, RFC 5208 and RFC 8017 A.1. */
    private static final byte[] RSA_HEAD =
            HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private PemFiles() {}

    /** All certificates of a file, in its order. */
    static Certificate[] certificates(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            var found = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (found.isEmpty()) {
                throw new IOException("no certificate in " + file);
            }
            return found.toArray(Certificate[]::new);
        } catch (GeneralSecurityException e) {
            throw new IOException("no certificate in " + file + ": " + e.getMessage(), e);
        }
    }

    /**
     * A key without a password, in PKCS #8, or PKCS #1 as written by older versions of openssl for
     * RSA.
     */
    static PrivateKey privateKey(Path file) throws IOException {
        var match = KEY.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
        if (!match.find()) {
            throw new IOException(
                    "no private key in "
                            + file
                            + ": it must be PKCS #8 or PKCS #1 in PEM, without a password");
        }
        var der = Base64.getMimeDecoder().decode(match.group(2));
        var spec = new PKCS8EncodedKeySpec(match.group(1) == null ? der : wrapped(der));
        for (var algorithm : List.of("RSA", "EC", "EdDSA")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(spec);
            } catch (GeneralSecurityException ignored) {
                continue;
            }
        }
        throw new IOException("the private key in " + file + " is neither RSA nor EC nor EdDSA");
    }

    /** PKCS #1 inside PKCS #8. */
    private static byte[] wrapped(byte[] rsa) {
        var inner = new ByteArrayOutputStream();
        inner.writeBytes(RSA_HEAD);
        inner.writeBytes(element(0x04, rsa));
        return element(0x30, inner.toByteArray());
    }

    /** A DER element with a length in its long form, X.690 8.1.3. */
    private static byte[] element(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        out.write(0x83);
        out.write(content.length >> 16);
        out.write(content.length >> 8);
        out.write(content.length);
        out.writeBytes(content);
        return out.toByteArray();
    }
}
