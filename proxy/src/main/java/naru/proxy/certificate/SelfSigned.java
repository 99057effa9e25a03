package naru.proxy.certificate;

import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

/** A certificate that its own key signs (RFC 5280), for names that no other certificate has. */
public final class SelfSigned {
    private SelfSigned() {}

    /**
     * A certificate and its new private key as PEM, as HAProxy reads them from one file.
     *
     * @param hosts the DNS names, at least one
     */
    public static String pem(
            List<String> hosts, Instant from, Duration validity, SecureRandom random)
            throws GeneralSecurityException {
        var keys = Pem.newKeys(random);
        var name =
                new X500NameBuilder(BCStyle.INSTANCE).addRDN(BCStyle.CN, hosts.getFirst()).build();
        var names =
                hosts.stream()
                        .map(host -> new GeneralName(GeneralName.dNSName, host))
                        .toArray(GeneralName[]::new);
        try {
            var builder =
                    new JcaX509v3CertificateBuilder(
                            name,
                            new BigInteger(120, random),
                            Date.from(from),
                            Date.from(from.plus(validity)),
                            name,
                            keys.getPublic());
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            var certificate =
                    new JcaX509CertificateConverter().getCertificate(builder.build(signer));
            return Pem.text(List.of(certificate), keys.getPrivate());
        } catch (OperatorCreationException | CertIOException e) {
            throw new GeneralSecurityException("cannot sign a certificate", e);
        }
    }
}
