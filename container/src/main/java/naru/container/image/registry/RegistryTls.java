package naru.container.image.registry;

import naru.network.model.NaruException;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;

import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** Trusted authorities and client certificates for registries. */
public final class RegistryTls {
    private static final char[] NO_PASSWORD = new char[0];

    private RegistryTls() {}

    /** Trusts any certificate: for registries that are configured as insecure. */
    static SSLContext unchecked() {
        return context(new KeyManager[0], new TrustManager[] {new Anybody()});
    }

    /** Trusts the host's authorities and those of {@code registry} in {@code folders}. */
    public static SSLContext checked(List<Path> folders, String registry) {
        try {
            var authorities = new ArrayList<Certificate>();
            var own = KeyStore.getInstance("PKCS12");
            own.load(null, NO_PASSWORD);
            for (Path folder : folders) {
                if (Files.isDirectory(folder.resolve(registry))) {
                    read(folder.resolve(registry), authorities, own);
                }
            }
            if (authorities.isEmpty() && own.size() == 0) {
                return SSLContext.getDefault();
            }
            return context(keys(own), trusted(authorities));
        } catch (GeneralSecurityException | IOException failure) {
            throw new NaruException.HostFailure(
                    "cannot use the certificates for " + registry + ": " + failure.getMessage(),
                    failure);
        }
    }

    private static void read(Path folder, List<Certificate> authorities, KeyStore own)
            throws GeneralSecurityException, IOException {
        try (var files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (name.endsWith(".crt")) {
                    authorities.addAll(certificates(file));
                } else if (name.endsWith(".cert")) {
                    Path key = folder.resolve(name.replaceFirst("cert$", "key"));
                    if (!Files.exists(key)) {
                        throw new IOException("missing key " + key + " for client certificate");
                    }
                    own.setKeyEntry(
                            name,
                            PrivateKeys.read(Files.readString(key)),
                            NO_PASSWORD,
                            certificates(file).toArray(Certificate[]::new));
                }
            }
        }
    }

    private static List<Certificate> certificates(Path file)
            throws GeneralSecurityException, IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return List.copyOf(CertificateFactory.getInstance("X.509").generateCertificates(in));
        }
    }

    private static KeyManager[] keys(KeyStore own) throws GeneralSecurityException {
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(own, NO_PASSWORD);
        return factory.getKeyManagers();
    }

    private static TrustManager[] trusted(List<Certificate> authorities)
            throws GeneralSecurityException, IOException {
        var all = KeyStore.getInstance("PKCS12");
        all.load(null, NO_PASSWORD);
        var standard = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        standard.init((KeyStore) null);
        for (var manager : standard.getTrustManagers()) {
            if (manager instanceof X509TrustManager known) {
                for (var authority : known.getAcceptedIssuers()) {
                    all.setCertificateEntry("host " + all.size(), authority);
                }
            }
        }
        for (var authority : authorities) {
            all.setCertificateEntry("registry " + all.size(), authority);
        }
        var both = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        both.init(all);
        return both.getTrustManagers();
    }

    private static SSLContext context(KeyManager[] keys, TrustManager[] trusted) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(keys, trusted, null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible); // every JDK provides TLS
        }
    }

    /** Also disables host name checks, which Java adds to simpler trust managers. */
    private static final class Anybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
