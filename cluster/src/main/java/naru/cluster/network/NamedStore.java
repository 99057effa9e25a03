package naru.cluster.network;

import naru.etcd.Endpoint;
import naru.etcd.EtcdClient;
import naru.etcd.Tls;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/**
 * An etcd that the administrator has named in the configuration: its hosts share networks without
 * belonging to a Swarm.
 *
 * @param tls null for connections without TLS
 */
public record NamedStore(List<Endpoint> endpoints, @Nullable Tls tls) {
    private static final String SCHEME = "etcd://";

    public NamedStore {
        endpoints = List.copyOf(endpoints);
    }

    /**
     * @param url such as {@code etcd://192.0.2.1:2379,192.0.2.2:2379}
     * @throws IllegalArgumentException if it has another form
     */
    public static NamedStore of(String url, @Nullable Tls tls) {
        if (!url.startsWith(SCHEME)) {
            throw new IllegalArgumentException(
                    "\"%s\" is not of the form etcd://HOST:PORT,HOST:PORT".formatted(url));
        }
        var scheme = tls == null ? "http://" : "https://";
        var hosts = url.substring(SCHEME.length()).split("/", 2)[0].split(",");
        return new NamedStore(
                Arrays.stream(hosts).map(host -> Endpoint.of(scheme + host.strip())).toList(), tls);
    }

    /**
     * Connects when the first request is made.
     *
     * @throws IOException if a certificate cannot be read
     */
    public EtcdClient open() throws IOException {
        return new EtcdClient(endpoints, tls);
    }
}
