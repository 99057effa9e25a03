package naru.api.http;

import io.netty.handler.ssl.SslHandler;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.SecureRandom;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/**
 * Server-side TLS 1.2 and 1.3, by the JDK. With an authority each client must present a certificate
 * signed by it.
 */
public final class Tls {
    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final char[] NO_PASSWORD = {};

    private final SSLContext context;
    private final boolean clientsMustShow;

    private Tls(SSLContext context, boolean clientsMustShow) {
        this.context = context;
        this.clientsMustShow = clientsMustShow;
    }

    /**
     * Reads the files, in PEM.
     *
     * @throws IOException naming the file that cannot be read or parsed
     */
    public static Tls load(@Nullable Path authority, Path certificate, Path key)
            throws IOException {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(
                    keys(certificate, key).getKeyManagers(),
                    authority == null ? null : trust(authority),
                    new SecureRandom());
            return new Tls(context, authority != null);
        } catch (GeneralSecurityException e) {
            throw new IOException(
                    "certificate " + certificate + " and key " + key + " do not work: " + e, e);
        }
    }

    private static KeyManagerFactory keys(Path certificate, Path key)
            throws IOException, GeneralSecurityException {
        var chain = PemFiles.certificates(certificate);
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("server", PemFiles.privateKey(key), NO_PASSWORD, chain);
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        return factory;
    }

    private static TrustManager[] trust(Path authority)
            throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        int number = 0;
        for (var certificate : PemFiles.certificates(authority)) {
            store.setCertificateEntry("authority" + number++, certificate);
        }
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /**
     * Creates the handler of a connection. Slow parts of the handshake run outside the event loop.
     */
    SslHandler handler() {
        var engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        engine.setEnabledProtocols(PROTOCOLS);
        engine.setNeedClientAuth(clientsMustShow);
        return new SslHandler(engine, Thread::startVirtualThread);
    }
}
