package naru.etcd;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.SslContext;

import java.io.IOException;
import java.nio.file.Path;

/** The certificates of a client, as PEM files. */
public record Tls(Path authority, Path certificate, Path key) {
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
