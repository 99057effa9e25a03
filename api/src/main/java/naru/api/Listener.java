package naru.api;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/** Where the API is offered. */
public sealed interface Listener {
    /** A Unix socket, 0660 root and a group, which need not be there. */
    record Unix(Path path, String group) implements Listener {
        /** That of Docker's group. */
        public Unix(Path path) {
            this(path, "docker");
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** A TCP port; in the clear when {@code tls} is null. */
    record Tcp(InetSocketAddress address, @Nullable TlsFiles tls) implements Listener {
        @Override
        public String toString() {
            return "tcp://" + address.getAddress().getHostAddress() + ":" + address.getPort();
        }
    }

    /**
     * PEM files: the server's certificate, with those that lead to its authority behind it, and its
     * key.
     *
     * @param authority who signs the certificates that clients must show; null when they need none
     */
    record TlsFiles(@Nullable Path authority, Path certificate, Path key) {}
}
