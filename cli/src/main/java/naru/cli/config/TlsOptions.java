package naru.cli.config;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;

/**
 * How TCP ports are protected, by flags or by the configuration file; null for what was not said.
 *
 * @param tls whether connections are encrypted
 * @param verify whether clients must show a certificate, which implies {@code tls}
 * @param authority who signs the clients' certificates, in PEM
 * @param plainOnLoopback whether a port on a loopback address may be open to everybody on this host
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
