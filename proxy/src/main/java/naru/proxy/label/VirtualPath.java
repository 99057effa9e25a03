package naru.proxy.label;

import java.util.Optional;

/** A host and path, and the port, path and protocol of the server behind it. */
record VirtualPath(
        String host,
        String path,
        Optional<String> port,
        Optional<String> destination,
        String protocol) {
    boolean isPattern() {
        return host.startsWith("~") || host.startsWith("*.") || host.endsWith(".*");
    }
}
