package naru.cluster.identity;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.List;

/** Keys of the curve P-256, and PEM (RFC 7468). */
public final class Keys {
    private static final int FIELD_BITS = 256;

    private Keys() {}

    public static KeyPair next() throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"));
        return generator.generateKeyPair();
    }

    static boolean isP256(PublicKey key) {
        return key instanceof ECPublicKey ec
                && ec.getParams().getCurve().getField().getFieldSize() == FIELD_BITS;
    }

    public static String pem(List<X509Certificate> certificates) {
        return write(certificates);
    }

    public static String pem(PrivateKey key) {
        try {
            return write(List.of(new JcaPKCS8Generator(key, null)));
        } catch (IOException impossible) { // in memory
            throw new IllegalStateException(impossible);
        }
    }

    private static String write(List<?> blocks) {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            for (var block : blocks) {
                writer.writeObject(block);
            }
        } catch (IOException impossible) { // in memory
            throw new IllegalStateException(impossible);
        }
        return text.toString().replace("\r", "");
    }

    /** The certificates of a text, which has nothing else. */
    public static List<X509Certificate> certificates(String pem) throws GeneralSecurityException {
        var certificates = new ArrayList<X509Certificate>();
        try (var parser = new PEMParser(new StringReader(pem))) {
            for (var block = parser.readObject(); block != null; block = parser.readObject()) {
                certificates.add(
                        new JcaX509CertificateConverter()
                                .getCertificate((X509CertificateHolder) block));
            }
        } catch (IOException | RuntimeException e) { // the parser throws both for damaged blocks
            throw new GeneralSecurityException("no certificates: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new GeneralSecurityException("no certificate");
        }
        return List.copyOf(certificates);
    }

    /** The key of a text, in PKCS#8 without a password. */
    public static PrivateKey key(String pem) throws GeneralSecurityException {
        try (var parser = new PEMParser(new StringReader(pem))) {
            return new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) parser.readObject());
        } catch (IOException | RuntimeException e) { // the parser throws both for damaged blocks
            throw new GeneralSecurityException("no private key: " + e.getMessage(), e);
        }
    }
}
