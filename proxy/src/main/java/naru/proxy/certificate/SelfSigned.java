package naru.proxy.certificate;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/**
 * A certificate that its own key signs (RFC 5280), for names that no other certificate has. The JDK
 * has no public interface that makes one.
 */
public final class SelfSigned {
    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String ALTERNATIVE_NAME = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final int DNS_NAME = 0x82;
    private static final int VERSION_3 = 2;

    private SelfSigned() {}

    /**
     * A certificate and its new private key as PEM, as HAProxy reads them from one file.
     *
     * @param hosts the DNS names, at least one
     */
    public static String pem(
            List<String> hosts, Instant from, Duration validity, SecureRandom random)
            throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        var keys = generator.generateKeyPair();
        var content = content(hosts, from, from.plus(validity), keys, new BigInteger(120, random));
        var signer = Signature.getInstance("SHA256withECDSA");
        signer.initSign(keys.getPrivate(), random);
        signer.update(content);
        var certificate = Der.sequence(content, algorithm(), Der.bits(signer.sign()));
        return block("CERTIFICATE", certificate)
                + block("PRIVATE KEY", keys.getPrivate().getEncoded());
    }

    private static byte[] content(
            List<String> hosts, Instant from, Instant to, KeyPair keys, BigInteger number) {
        var name = name(hosts.getFirst());
        return Der.sequence(
                Der.tagged(0xa0, Der.integer(BigInteger.valueOf(VERSION_3))),
                Der.integer(number),
                algorithm(),
                name,
                Der.sequence(Der.time(from), Der.time(to)),
                name,
                keys.getPublic().getEncoded(),
                Der.tagged(0xa3, Der.sequence(names(hosts), noAuthority())));
    }

    private static byte[] algorithm() {
        return Der.sequence(Der.identifier(ECDSA_WITH_SHA256));
    }

    private static byte[] name(String common) {
        return Der.sequence(Der.set(Der.sequence(Der.identifier(COMMON_NAME), Der.text(common))));
    }

    private static byte[] names(List<String> hosts) {
        var names =
                hosts.stream()
                        .map(host -> Der.tagged(DNS_NAME, host.getBytes(StandardCharsets.US_ASCII)))
                        .toArray(byte[][]::new);
        return Der.sequence(Der.identifier(ALTERNATIVE_NAME), Der.octets(Der.sequence(names)));
    }

    private static byte[] noAuthority() {
        return Der.sequence(
                Der.identifier(BASIC_CONSTRAINTS), Der.trueValue(), Der.octets(Der.sequence()));
    }

    private static String block(String kind, byte[] content) {
        return "-----BEGIN "
                + kind
                + "-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
                + "\n-----END "
                + kind
                + "-----\n";
    }
}
