package naru.etcd;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The certificates of a client, as PEM files.
 *
 * @param serverName that certificates of servers must have; {@code null} for the host of the
 *     endpoint
 */
public record Tls(Path authority, Path certificate, Path key, @Nullable String serverName) {
    /** For servers whose certificates have the hosts of their endpoints. */
    public Tls(Path authority, Path certificate, Path key) {
        this(authority, certificate, key, null);
    }

    /**
     * @throws IOException if a file cannot be read or is damaged
     */
    SslContext context() throws IOException {
        try {
            return GrpcSslContexts.forClient()
                    .trustManager(authority.toFile())
                    .keyManager(certificate.toFile(), key.toFile())
                    .build();
        } catch (IllegalArgumentException e) { // Netty's for a damaged file
            throw new IOException(e.getMessage(), e);
        }
    }
}
