package naru.proxy.runtime;

import naru.proxy.certificate.Pem;

import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

import java.math.BigInteger;
import java.net.InetAddress;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HexFormat;
import java.util.List;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** A client that looks at the certificate of a server and trusts any. */
final class TlsPeer {
    private TlsPeer() {}

    private static final class TrustAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    /** The digest of the certificate that a name receives at a port of the loopback interface. */
    static String digest(int port, String host) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        var factory = context.getSocketFactory();
        try (var socket =
                (SSLSocket) factory.createSocket(InetAddress.getLoopbackAddress(), port)) {
            var parameters = socket.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName(host)));
            socket.setSSLParameters(parameters);
            socket.startHandshake();
            return digest((X509Certificate) socket.getSession().getPeerCertificates()[0]);
        }
    }

    static String digest(X509Certificate certificate) throws Exception {
        var sum = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        return HexFormat.of().formatHex(sum);
    }

    /** A certificate whose key is shorter than OpenSSL permits. */
    static String weak(String host) throws Exception {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(512);
        var keys = generator.generateKeyPair();
        var name = new X500Name("CN=" + host);
        var from = Instant.now();
        var builder =
                new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(from),
                        Date.from(from.plus(Duration.ofDays(1))),
                        name,
                        keys.getPublic());
        var signer = new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate());
        var certificate = new JcaX509CertificateConverter().getCertificate(builder.build(signer));
        return Pem.text(List.of(certificate), keys.getPrivate());
    }
}
