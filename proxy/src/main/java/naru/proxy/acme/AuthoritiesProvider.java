package naru.proxy.acme;

import org.shredzone.acme4j.connector.NetworkSettings;
import org.shredzone.acme4j.provider.GenericAcmeProvider;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Connections to a directory whose certificate is signed by given authorities. */
final class AuthoritiesProvider extends GenericAcmeProvider {
    private final Optional<SSLContext> context;

    /**
     * @param file PEM; the authorities of the Java platform are used if empty
     */
    AuthoritiesProvider(Optional<Path> file) throws IOException {
        try {
            context = file.isEmpty() ? Optional.empty() : Optional.of(context(file.get()));
        } catch (GeneralSecurityException e) {
            throw new IOException("cannot use the authorities in " + file.get(), e);
        }
    }

    private static SSLContext context(Path file) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (var stream = Files.newInputStream(file)) {
            int number = 0;
            for (var found : CertificateFactory.getInstance("X.509").generateCertificates(stream)) {
                store.setCertificateEntry("authority" + number++, found);
            }
        }
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    @Override
    public HttpClient createHttpClient(NetworkSettings settings) {
        var builder =
                HttpClient.newBuilder()
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .connectTimeout(settings.getTimeout());
        var selector = settings.getProxySelector();
        if (selector != null) {
            builder.proxy(selector);
        }
        context.ifPresent(builder::sslContext);
        return builder.build();
    }
}
