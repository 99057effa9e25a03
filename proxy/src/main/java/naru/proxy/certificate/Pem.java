package naru.proxy.certificate;

import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A certificate chain and its private key, which is that of the first certificate; RFC 7468.
 *
 * @param chain the certificate of the server first
 */
public record Pem(List<X509Certificate> chain, PrivateKey key) {
    private static final int DNS_NAME = 2; // RFC 5280, GeneralName
    private static final Pattern HOST = Pattern.compile("(\\*\\.)?[a-z0-9_.-]+");

    public Pem {
        chain = List.copyOf(chain);
    }

    /**
     * Reads the blocks of a text in any order.
     *
     * @throws GeneralSecurityException with the reason why it is of no use
     */
    public static Pem parse(String text) throws GeneralSecurityException {
        var chain = new ArrayList<X509Certificate>();
        PrivateKey key = null;
        try (var parser = new PEMParser(new StringReader(text))) {
            for (var block = parser.readObject(); block != null; block = parser.readObject()) {
                if (block instanceof X509CertificateHolder holder) {
                    chain.add(new JcaX509CertificateConverter().getCertificate(holder));
                } else if (key == null) {
                    key = key(block);
                }
            }
        } catch (IOException | RuntimeException e) { // the parser throws both for damaged blocks
            throw new GeneralSecurityException("it is damaged: " + e.getMessage(), e);
        }
        if (chain.isEmpty()) {
            throw new GeneralSecurityException("it has no certificate");
        }
        if (key == null) {
            throw new GeneralSecurityException("it has no private key without a password");
        }
        check(chain.getFirst().getPublicKey(), key);
        return new Pem(chain, key);
    }

    private static @Nullable PrivateKey key(Object block) throws IOException {
        var converter = new JcaPEMKeyConverter();
        return switch (block) {
            case PEMKeyPair keys -> converter.getPrivateKey(keys.getPrivateKeyInfo());
            case PrivateKeyInfo info -> converter.getPrivateKey(info);
            default -> null; // parameters of a curve, an encrypted key
        };
    }

    private static void check(PublicKey open, PrivateKey secret) throws GeneralSecurityException {
        var algorithm =
                switch (secret.getAlgorithm()) {
                    case "RSA" -> "SHA256withRSA";
                    case "EC", "ECDSA" -> "SHA256withECDSA";
                    default -> secret.getAlgorithm();
                };
        var content = new byte[] {1, 2, 3};
        var signer = Signature.getInstance(algorithm);
        signer.initSign(secret);
        signer.update(content);
        var signed = signer.sign();
        var verifier = Signature.getInstance(algorithm);
        boolean fits = open.getAlgorithm().equals(secret.getAlgorithm());
        if (fits) {
            verifier.initVerify(open);
            verifier.update(content);
            fits = verifier.verify(signed);
        }
        if (!fits) {
            throw new GeneralSecurityException("the private key is not that of its certificate");
        }
    }

    /** A new key for a server or an account: P-256. */
    public static KeyPair newKeys(SecureRandom random) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    /** A key pair, as {@link #keys} reads it. */
    public static String text(KeyPair keys) {
        return text(writer -> {
            writer.writeObject(new JcaPKCS8Generator(keys.getPrivate(), null));
            writer.writeObject(keys.getPublic());
        });
    }

    public static KeyPair keys(String text) throws GeneralSecurityException {
        var converter = new JcaPEMKeyConverter();
        PrivateKey secret = null;
        PublicKey open = null;
        try (var parser = new PEMParser(new StringReader(text))) {
            for (var block = parser.readObject(); block != null; block = parser.readObject()) {
                if (block instanceof SubjectPublicKeyInfo info) {
                    open = converter.getPublicKey(info);
                } else {
                    secret = key(block);
                }
            }
        } catch (IOException | RuntimeException e) {
            throw new GeneralSecurityException("it is damaged: " + e.getMessage(), e);
        }
        if (secret == null || open == null) {
            throw new GeneralSecurityException("it has no key pair");
        }
        return new KeyPair(open, secret);
    }

    private interface Blocks {
        void write(JcaPEMWriter writer) throws IOException;
    }

    private static String text(Blocks blocks) {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            blocks.write(writer);
        } catch (IOException impossible) { // in memory
            throw new IllegalStateException(impossible);
        }
        return text.toString().replace("\r", "");
    }

    /** Blocks without empty lines, which would end a command of HAProxy. */
    public static String text(List<X509Certificate> chain, PrivateKey key) {
        return text(writer -> {
            for (var certificate : chain) {
                writer.writeObject(certificate);
            }
            writer.writeObject(new JcaPKCS8Generator(key, null));
        });
    }

    public String text() {
        return text(chain, key);
    }

    public X509Certificate leaf() {
        return chain.getFirst();
    }

    /** The DNS names, in lower case. */
    public TreeSet<String> hosts() throws GeneralSecurityException {
        var hosts = new TreeSet<String>();
        var names = leaf().getSubjectAlternativeNames();
        if (names != null) {
            for (var name : names) {
                var text = String.valueOf(name.getLast()).toLowerCase(Locale.ROOT);
                if (Integer.valueOf(DNS_NAME).equals(name.getFirst())
                        && HOST.matcher(text).matches()) {
                    hosts.add(text);
                }
            }
        }
        return hosts;
    }
}
