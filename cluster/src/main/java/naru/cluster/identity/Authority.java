package naru.cluster.identity;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/**
 * The certificate authority of a cluster. Names, validities and usages of its certificates are
 * those of swarmkit; addresses are added, since etcd compares them.
 *
 * @param root its self-signed certificate
 */
public record Authority(X509Certificate root, PrivateKey key) {
    /** How long a node's certificate is valid if the cluster does not say otherwise. */
    public static final Duration NODE_VALIDITY = Duration.ofDays(90);

    private static final Duration ROOT_VALIDITY = Duration.ofDays(20 * 365);

    /** Clocks of nodes may be behind by so much. */
    private static final Duration BACKDATED = Duration.ofHours(1);

    private static final int SERIAL_BITS = 159; // RFC 5280: at most 20 octets, positive
    private static final SecureRandom random = new SecureRandom();

    /** A new authority. */
    public static Authority create(Instant now) throws GeneralSecurityException {
        var keys = Keys.next();
        var name =
                new X500NameBuilder(BCStyle.INSTANCE)
                        .addRDN(BCStyle.CN, new DERPrintableString("swarm-ca"))
                        .build();
        var root =
                new Draft(name, name, keys.getPublic(), now, ROOT_VALIDITY)
                        .with(Extension.keyUsage, KeyUsage.keyCertSign | KeyUsage.cRLSign)
                        .sign(new BasicConstraints(true), keys.getPublic(), keys.getPrivate());
        return new Authority(root, keys.getPrivate());
    }

    /** The root as nodes get it, and as the digest of a token covers it. */
    public String rootPem() {
        return Keys.pem(List.of(root));
    }

    /**
     * A node's certificate.
     *
     * @param addresses by which others reach the node
     */
    public X509Certificate issue(
            NodeName name,
            PublicKey nodeKey,
            List<InetAddress> addresses,
            Instant now,
            Duration validity)
            throws GeneralSecurityException {
        var issuer = X500Name.getInstance(root.getSubjectX500Principal().getEncoded());
        var names = new ArrayList<GeneralName>();
        names.add(new GeneralName(GeneralName.dNSName, name.role().unit()));
        names.add(new GeneralName(GeneralName.dNSName, name.node()));
        if (name.role() == Role.MANAGER) {
            names.add(new GeneralName(GeneralName.dNSName, "swarm-ca"));
        }
        for (var address : addresses) {
            names.add(new GeneralName(GeneralName.iPAddress, address.getHostAddress()));
        }
        return new Draft(issuer, name.subject(), nodeKey, now, validity)
                .with(Extension.keyUsage, KeyUsage.digitalSignature | KeyUsage.keyEncipherment)
                .with(names)
                .sign(new BasicConstraints(false), root.getPublicKey(), key);
    }

    private static final class Draft {
        private final JcaX509v3CertificateBuilder builder;
        private final PublicKey subjectKey;

        private Draft(
                X500Name issuer,
                X500Name subject,
                PublicKey subjectKey,
                Instant now,
                Duration validity) {
            this.subjectKey = subjectKey;
            builder =
                    new JcaX509v3CertificateBuilder(
                            issuer,
                            new BigInteger(SERIAL_BITS, random),
                            Date.from(now.minus(BACKDATED)),
                            Date.from(now.plus(validity)),
                            subject,
                            subjectKey);
        }

        private Draft with(ASN1ObjectIdentifier extension, int usage)
                throws GeneralSecurityException {
            try {
                builder.addExtension(extension, true, new KeyUsage(usage));
                return this;
            } catch (CertIOException e) {
                throw new GeneralSecurityException(e);
            }
        }

        private Draft with(List<GeneralName> names) throws GeneralSecurityException {
            try {
                builder.addExtension(
                        Extension.extendedKeyUsage,
                        false,
                        new ExtendedKeyUsage(
                                new KeyPurposeId[] {
                                    KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                                }));
                builder.addExtension(
                        Extension.subjectAlternativeName,
                        false,
                        new GeneralNames(names.toArray(GeneralName[]::new)));
                return this;
            } catch (CertIOException e) {
                throw new GeneralSecurityException(e);
            }
        }

        private X509Certificate sign(
                BasicConstraints constraints, PublicKey issuerKey, PrivateKey issuerSecret)
                throws GeneralSecurityException {
            try {
                var ids = new JcaX509ExtensionUtils();
                builder.addExtension(Extension.basicConstraints, true, constraints);
                builder.addExtension(
                        Extension.subjectKeyIdentifier,
                        false,
                        ids.createSubjectKeyIdentifier(subjectKey));
                if (!subjectKey.equals(issuerKey)) {
                    builder.addExtension(
                            Extension.authorityKeyIdentifier,
                            false,
                            ids.createAuthorityKeyIdentifier(issuerKey));
                }
                var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(issuerSecret);
                return new JcaX509CertificateConverter().getCertificate(builder.build(signer));
            } catch (CertIOException | OperatorCreationException e) {
                throw new GeneralSecurityException("cannot sign a certificate", e);
            }
        }
    }
}
