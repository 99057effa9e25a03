package naru.etcd;

/** What one client of a {@link StoreService} may do. All methods may block. */
public interface StoreAccess {
    /**
     * Before keys are listed or watched.
     *
     * @throws EtcdException.Refused if the client may not read all of them
     */
    void checkList(String prefix);

    /**
     * Before a key is read.
     *
     * @throws EtcdException.Refused if the client may not read it
     */
    void checkGet(String key);

    /**
     * Before a transaction. If the answer depends on what the store has, a condition of the
     * transaction must hold it.
     *
     * @throws EtcdException.Refused if the client may not make these changes
     */
    void checkCommit(Transaction transaction);

    /** A lease that was granted to the client. */
    void granted(long lease);

    /** Whether the lease was granted to the client. */
    boolean owns(long lease);

    /**
     * Calls an action when the client may no longer use the store.
     *
     * @return forgets the action when it is closed
     */
    Registration whenBarred(Runnable action);

    /** An action that is called later. */
    interface Registration extends AutoCloseable {
        @Override
        void close();
    }
}
