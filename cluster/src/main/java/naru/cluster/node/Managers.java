package naru.cluster.node;

import naru.cluster.port.PortClient;
import naru.cluster.port.PortException;
import naru.etcd.Tls;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.function.Function;

/** Calls the port of one manager after the other, until one answers. */
final class Managers {
    private Managers() {}

    /**
     * @throws PortException if one has refused the call, or none has answered
     * @throws IOException if the node's certificate cannot be read
     */
    static <T> T call(List<InetSocketAddress> managers, Tls tls, Function<PortClient, T> call)
            throws IOException {
        @Nullable PortException failure = null;
        for (var manager : managers) {
            try (var client = PortClient.of(manager, tls)) {
                return call.apply(client);
            } catch (PortException e) {
                if (e.isRefused()) {
                    throw e;
                }
                failure = e;
            }
        }
        if (failure != null) {
            throw failure;
        }
        throw new IOException("no manager of the cluster is known");
    }
}
