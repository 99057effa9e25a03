package naru.cli.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * TLS settings of TCP ports, from flags or the configuration file; null if not set.
 *
 * @param tls whether connections are encrypted
 * @param verify whether clients must present a certificate, which implies {@code tls}
 * @param authority the authority of client certificates, in PEM
 * @param plainOnLoopback whether a port on a loopback address may be open to all users of this host
 */
public record TlsOptions(
        @Nullable Boolean tls,
        @Nullable Boolean verify,
        @Nullable Path authority,
        @Nullable Path certificate,
        @Nullable Path key,
        @Nullable Boolean plainOnLoopback) {
    public static final TlsOptions NONE = new TlsOptions(null, null, null, null, null, null);
}
