package naru.cluster.identity;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCSException;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;

/**
 * A PKCS#10 request (RFC 2986) without a name: what the certificate says is the manager's decision,
 * the request proves that the node has the key.
 */
public final class CertificateRequest {
    private static final String SIGNATURE = "SHA256withECDSA";
    private static final int MAX_BYTES = 4096;

    private CertificateRequest() {}

    /** The request of a node, as DER. */
    public static byte[] of(KeyPair keys) throws GeneralSecurityException {
        try {
            return new JcaPKCS10CertificationRequestBuilder(
                            X500Name.getInstance(new X500Name("").getEncoded()), keys.getPublic())
                    .build(new JcaContentSignerBuilder(SIGNATURE).build(keys.getPrivate()))
                    .getEncoded();
        } catch (OperatorCreationException | IOException e) {
            throw new GeneralSecurityException("cannot write a certificate request", e);
        }
    }

    /**
     * The key of a request.
     *
     * @throws GeneralSecurityException if it is damaged, its signature is wrong, or the key is of
     *     another kind than P-256
     */
    public static PublicKey key(byte[] request) throws GeneralSecurityException {
        if (request.length > MAX_BYTES) {
            throw new GeneralSecurityException("the certificate request is too long");
        }
        try {
            var parsed = new JcaPKCS10CertificationRequest(request);
            var key = parsed.getPublicKey();
            if (!Keys.isP256(key)) {
                throw new GeneralSecurityException("the key is not of the curve P-256");
            }
            if (!parsed.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
                throw new GeneralSecurityException("the signature is wrong");
            }
            return key;
        } catch (IOException
                | PKCSException
                | OperatorCreationException
                | RuntimeException e) { // of damaged DER
            throw new GeneralSecurityException("the certificate request is damaged", e);
        }
    }
}
