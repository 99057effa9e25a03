package naru.cluster.identity;

import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x500.style.IETFUtils;

import java.security.cert.X509Certificate;
import java.util.Optional;

/**
 * The subject of a node's certificate, as swarmkit writes it: the cluster's id as organization, the
 * role as unit, the node's id as common name.
 */
public record NodeName(String cluster, Role role, String node) {
    X500Name subject() {
        return new X500NameBuilder(BCStyle.INSTANCE)
                .addRDN(BCStyle.O, cluster)
                .addRDN(BCStyle.OU, role.unit())
                .addRDN(BCStyle.CN, node)
                .build();
    }

    /** The name in a certificate; empty if it is not a node's. */
    public static Optional<NodeName> of(X509Certificate certificate) {
        var subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
        var cluster = value(subject, BCStyle.O);
        var role = value(subject, BCStyle.OU).flatMap(Role::ofUnit);
        var node = value(subject, BCStyle.CN);
        return cluster.isPresent() && role.isPresent() && node.isPresent()
                ? Optional.of(new NodeName(cluster.get(), role.get(), node.get()))
                : Optional.empty();
    }

    private static Optional<String> value(X500Name subject, ASN1ObjectIdentifier kind) {
        var values = subject.getRDNs(kind);
        return values.length == 1
                ? Optional.of(IETFUtils.valueToString(values[0].getFirst().getValue()))
                : Optional.empty();
    }
}
