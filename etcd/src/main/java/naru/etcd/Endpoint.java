package naru.etcd;

import java.net.URI;

/** Where a member answers clients, such as {@code https://192.0.2.1:2379}. */
public record Endpoint(boolean tls, String host, int port) {
    /**
     * @throws IllegalArgumentException if it is no URL of scheme http or https with a port
     */
    public static Endpoint of(String url) {
        var uri = URI.create(url);
        boolean tls = "https".equals(uri.getScheme());
        if (!tls && !"http".equals(uri.getScheme()) || uri.getHost() == null || uri.getPort() < 0) {
            throw new IllegalArgumentException(
                    "\"%s\" is not of the form https://HOST:PORT".formatted(url));
        }
        return new Endpoint(tls, uri.getHost(), uri.getPort());
    }

    /** As etcd writes it; IPv6 addresses are in brackets. */
    @Override
    public String toString() {
        return (tls ? "https" : "http") + "://" + host + ":" + port;
    }
}
