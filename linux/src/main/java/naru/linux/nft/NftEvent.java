package naru.linux.nft;

/** A change to the rule set by any process. */
public sealed interface NftEvent {
    /**
     * An object of {@code table} was created, changed or deleted; {@code message} as
     * NFT_MSG_NEWRULE.
     */
    record Changed(NftTable table, String message) implements NftEvent {}

    /**
     * A transaction is complete.
     *
     * @param port of the socket that sent it: {@link Nftables#port}
     * @param thread the number of the thread that sent it, which is the process's own in most
     *     programs
     */
    record Committed(long generation, int port, int thread, String threadName)
            implements NftEvent {}

    /** The kernel dropped notifications (ENOBUFS): compare everything again. */
    record Lost() implements NftEvent {}
}
