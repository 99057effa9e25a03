package naru.etcd;

class MemoryStoreTest extends StoreContract {
    @Override
    Store open() {
        return new MemoryStore();
    }

    @Override
    void expire(Store store, long lease) {
        ((MemoryStore) store).expire(lease);
    }
}
