package naru.proxy.haproxy.tls;

import java.nio.file.Path;
import java.util.Collections;
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
     * @param length in bytes
     */
    public record Certificate(String name, Path file, SortedSet<String> hosts, int length) {
        /** The bytes that one command of HAProxy takes, without room for its other words. */
        private static final int MOST_BY_COMMAND = 14_000;

        public Certificate {
            hosts = Collections.unmodifiableSortedSet(new TreeSet<>(hosts));
        }

        /** Whether it can be loaded by a reload only. */
        boolean needsReload() {
            return length > MOST_BY_COMMAND;
        }
    }
}
