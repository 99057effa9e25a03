package naru.network.journal;

/** The failures that a written record survives. */
public enum Durability {
    /**
     * The death of this process. For state that is lost at reboot: sandboxes and what is in them.
     */
    PROCESS,
    /** A power failure: the file is synchronised before the write returns. */
    POWER
}
