package naru.etcd;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import java.io.IOException;
import java.util.List;

class EtcdClientTest extends StoreContract {
    private static EtcdServer server;

    @BeforeAll
    static void startServer() throws Exception {
        server = new EtcdServer("one");
        server.start("new", server).await();
    }

    @AfterAll
    static void endServer() throws IOException {
        if (server != null) {
            server.close();
        }
    }

    @Override
    Store open() throws IOException {
        return new EtcdClient(List.of(server.endpoint()), null);
    }

    @Override
    void expire(Store store, long lease) {
        store.revoke(lease);
    }
}
