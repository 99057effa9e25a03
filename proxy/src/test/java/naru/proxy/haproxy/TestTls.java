package naru.proxy.haproxy;

import naru.proxy.certificate.SelfSigned;
import naru.proxy.haproxy.tls.Certificates.Certificate;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** TLS of the JDK, for servers and clients that trust each certificate. */
final class TestTls {
    private static final char[] PASSWORD = "secret".toCharArray();

    private static final TrustManager TRUSTING =
            new X509TrustManager() {
                @Override
                public void checkClientTrusted(X509Certificate[] chain, String type) {}

                @Override
                public void checkServerTrusted(X509Certificate[] chain, String type) {}

                @Override
                public X509Certificate[] getAcceptedIssuers() {
                    return new X509Certificate[0];
                }
            };

    private TestTls() {}

    static String pem(String host) throws GeneralSecurityException {
        return SelfSigned.pem(List.of(host), Instant.now(), Duration.ofDays(1), new SecureRandom());
    }

    /** A file with a new certificate. */
    static Certificate certificate(Path folder, String name, String host)
            throws IOException, GeneralSecurityException {
        var file = folder.resolve(name + ".pem");
        Files.writeString(file, pem(host));
        return new Certificate(name, file, new TreeSet<>(List.of(host)), 0);
    }

    /** The TLS of a server with a certificate for a host. */
    static SSLContext server(String host) throws IOException, GeneralSecurityException {
        var pem = pem(host);
        var certificate =
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(
                                new ByteArrayInputStream(pem.getBytes(StandardCharsets.UTF_8)));
        int start = pem.indexOf("-----BEGIN PRIVATE KEY-----");
        var text = pem.substring(start).replaceAll("(?m)^-.*$", "");
        var key =
                KeyFactory.getInstance(certificate.getPublicKey().getAlgorithm())
                        .generatePrivate(
                                new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(text)));
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, PASSWORD);
        store.setKeyEntry("key", key, PASSWORD, new java.security.cert.Certificate[] {certificate});
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), new TrustManager[] {TRUSTING}, null);
        return context;
    }

    /**
     * A TLS connection to a port of the loopback interface.
     *
     * @param name that the client indicates; empty for none
     */
    static SSLSocket connect(int port, String name, String... protocols)
            throws IOException, GeneralSecurityException {
        var context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {TRUSTING}, null);
        var plain = new Socket(InetAddress.getLoopbackAddress(), port);
        plain.setSoTimeout(10_000);
        var socket =
                (SSLSocket)
                        context.getSocketFactory()
                                .createSocket(plain, name.isEmpty() ? null : name, port, true);
        var parameters = socket.getSSLParameters();
        parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
        parameters.setApplicationProtocols(protocols);
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /** The subject of the certificate that the server has sent. */
    static String subject(SSLSocket socket) throws IOException {
        return ((X509Certificate) socket.getSession().getPeerCertificates()[0])
                .getSubjectX500Principal()
                .getName();
    }
}
