package naru.container.image.model;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * How registries are reached, with the words of Docker's daemon.json.
 *
 * @param insecure registries whose certificate is not checked and that may speak in the clear, as
 *     {@code host}, {@code host:port} or an address block; those of 127.0.0.0/8 and {@code ::1} are
 *     so anyway [insecure-registries]
 * @param mirrors what is asked before docker.io, in this order [registry-mirrors]
 * @param certificates folders with a folder {@code host:port} for a registry: {@code *.crt} are its
 *     authorities, {@code *.cert} and {@code *.key} what it knows us by; see Docker's certs.d
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
