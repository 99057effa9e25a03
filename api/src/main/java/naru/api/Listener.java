package naru.api;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.nio.file.Path;

/** An address of the API. */
public sealed interface Listener {
    /** A Unix socket, 0660 root and a group, which need not exist. */
    record Unix(Path path, String group) implements Listener {
        /** The default with Docker's group. */
        public Unix(Path path) {
            this(path, "docker");
        }

        @Override
        public String toString() {
            return path.toString();
        }
    }

    /** A TCP port; unencrypted if {@code tls} is null. */
    record Tcp(InetSocketAddress address, @Nullable TlsFiles tls) implements Listener {
        @Override
        public String toString() {
            return "tcp://" + address.getAddress().getHostAddress() + ":" + address.getPort();
        }
    }

    /**
     * PEM files: the server's certificate chain and its key.
     *
     * @param authority the authority of client certificates; null if they are not required
     */
    record TlsFiles(@Nullable Path authority, Path certificate, Path key) {}
}
