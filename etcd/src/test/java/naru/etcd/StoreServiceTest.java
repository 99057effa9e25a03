package naru.etcd;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/** A store that a client of etcd uses through a service. */
class StoreServiceTest extends StoreContract {
    private final MemoryStore memory = new MemoryStore();
    private final Permissive access = new Permissive();
    private Server server;

    /** Permits all but keys that begin so. */
    private static final class Permissive implements StoreAccess {
        private static final String HIDDEN = "/hidden/";

        private static void check(String key) {
            if (key.startsWith(HIDDEN)) {
                throw new EtcdException.Refused("hidden", null);
            }
        }

        @Override
        public void checkList(String prefix) {
            check(prefix);
        }

        @Override
        public void checkGet(String key) {
            check(key);
        }

        @Override
        public void checkCommit(Transaction transaction) {
            transaction.keys().forEach(Permissive::check);
        }

        @Override
        public void granted(long lease) {
            // all are the caller's
        }

        @Override
        public boolean owns(long lease) {
            return true;
        }

        @Override
        public Registration whenBarred(Runnable action) {
            return () -> {};
        }
    }

    @Override
    Store open() throws IOException {
        var builder =
                NettyServerBuilder.forAddress(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        new StoreService(memory, () -> access).services().forEach(builder::addService);
        server = builder.build().start();
        return new EtcdClient(List.of(new Endpoint(false, "127.0.0.1", server.getPort())), null);
    }

    @AfterEach
    void endServer() {
        server.shutdownNow();
    }

    @Override
    void expire(Store store, long lease) {
        memory.expire(lease);
    }

    @Test
    void reportsRefusals() throws IOException {
        try (var store = open()) {
            assertThatThrownBy(() -> store.get("/hidden/a"))
                    .isInstanceOf(EtcdException.Refused.class)
                    .hasMessage("hidden");
            assertThatThrownBy(() -> store.list("/hidden/"))
                    .isInstanceOf(EtcdException.Refused.class);
            var create = Transaction.create("/hidden/a", Bytes.ofUtf8("1"));
            assertThatThrownBy(() -> store.commit(create))
                    .isInstanceOf(EtcdException.Refused.class);
        } finally {
            server.shutdownNow();
        }
    }
}
