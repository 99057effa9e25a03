package naru.container.image.registry;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;

/** Private keys in PEM, without a password: PKCS #8, and RSA's older PKCS #1. RFC 7468. */
final class PrivateKeys {
    /** A PKCS #8 version and rsaEncryption, in DER; RFC 5208 section 5, RFC 8017 appendix C. */
    private static final byte[] RSA_HEAD =
            HexFormat.of().parseHex("020100300d06092a864886f70d0101010500");

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private PrivateKeys() {}

    /**
     * @throws GeneralSecurityException if the text is not such a key
     */
    static PrivateKey read(String pem) throws GeneralSecurityException {
        if (pem.contains("BEGIN RSA PRIVATE KEY")) {
            byte[] key = der(pem, "RSA PRIVATE KEY");
            var inner = new ByteArrayOutputStream();
            inner.writeBytes(RSA_HEAD);
            inner.writeBytes(wrap(OCTET_STRING, key));
            return key("RSA", wrap(SEQUENCE, inner.toByteArray()));
        }
        byte[] key = der(pem, "PRIVATE KEY");
        for (String algorithm : new String[] {"RSA", "EC", "EdDSA"}) {
            try {
                return key(algorithm, key);
            } catch (InvalidKeySpecException ignored) {
                continue; // one of the other algorithms
            }
        }
        throw new InvalidKeySpecException("private key of an unknown kind");
    }

    private static PrivateKey key(String algorithm, byte[] der) throws GeneralSecurityException {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    }

    private static byte[] der(String pem, String label) throws GeneralSecurityException {
        String begin = "-----BEGIN " + label + "-----";
        int from = pem.indexOf(begin);
        int to = pem.indexOf("-----END " + label + "-----");
        if (from < 0 || to < from) {
            throw new InvalidKeySpecException("no PEM block " + label);
        }
        try {
            return Base64.getMimeDecoder().decode(pem.substring(from + begin.length(), to));
        } catch (IllegalArgumentException noBase64) {
            throw new InvalidKeySpecException("damaged PEM block " + label, noBase64);
        }
    }

    /** Tag, length in the short or a long form, value; X.690 section 8.1. */
    private static byte[] wrap(int tag, byte[] value) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (value.length < 0x80) {
            out.write(value.length);
        } else {
            int bytes = value.length < 0x100 ? 1 : value.length < 0x10000 ? 2 : 3;
            out.write(0x80 | bytes);
            for (int i = bytes - 1; i >= 0; i--) {
                out.write(value.length >>> (8 * i));
            }
        }
        out.writeBytes(value);
        return out.toByteArray();
    }
}
