package naru.network.journal;

/** What a written record survives. */
public enum Durability {
    /**
     * The death of this process. For state that dies with the boot: sandboxes and what is in them.
     */
    PROCESS,
    /** A power failure: the file is synchronised before the write returns. */
    POWER
}
