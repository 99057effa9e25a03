package naru.proxy.haproxy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The certificates on disk.
 *
 * @param fallback the file with the certificate for names that no other one has; empty if the proxy
 *     does not serve HTTPS
 */
public record Certificates(Optional<Path> fallback, List<Certificate> all) {
    public static final Certificates NONE = new Certificates(Optional.empty(), List.of());

    public Certificates {
        all = List.copyOf(all);
    }

    /**
     * A certificate chain and its private key in one PEM file.
     *
     * @param name by which labels refer to it
     * @param hosts the names that it is valid for, {@code *.example.org} included
     */
    public record Certificate(String name, Path file, SortedSet<String> hosts) {
        public Certificate {
            hosts = new TreeSet<>(hosts);
        }
    }
}
