package naru.container.image.model;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * Access to registries, as in Docker's daemon.json.
 *
 * @param insecure registries without certificate checks that may use plain HTTP, as {@code host},
 *     {@code host:port} or an address block; those of 127.0.0.0/8 and {@code ::1} always are
 *     [insecure-registries]
 * @param mirrors queried before docker.io, in this order [registry-mirrors]
 * @param certificates directories with a subdirectory {@code host:port} per registry: {@code *.crt}
 *     are its authorities, {@code *.cert} and {@code *.key} client certificates; see Docker's
 *     certs.d
 */
public record RegistrySettings(
        Set<String> insecure, List<URI> mirrors, List<Path> certificates, Proxies proxies) {
    public static final RegistrySettings STANDARD =
            new RegistrySettings(Set.of(), List.of(), List.of(), Proxies.NONE);

    public RegistrySettings {
        insecure = Set.copyOf(insecure);
        mirrors = List.copyOf(mirrors);
        certificates = List.copyOf(certificates);
    }
}
