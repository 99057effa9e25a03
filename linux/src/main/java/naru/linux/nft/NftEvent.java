package naru.linux.nft;

/** Something that changed in the rule set, whoever did it. */
public sealed interface NftEvent {
    /**
     * An object of {@code table} was made, changed or deleted; {@code message} as NFT_MSG_NEWRULE.
     */
    record Changed(NftTable table, String message) implements NftEvent {}

    /** A transaction is complete. {@code process} is the one that sent it. */
    record Committed(long generation, int process, String processName) implements NftEvent {}

    /** The kernel dropped notifications (ENOBUFS): look at everything again. */
    record Lost() implements NftEvent {}
}
