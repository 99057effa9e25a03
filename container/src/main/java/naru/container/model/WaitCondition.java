package naru.container.model;

/** What {@code Containers.await} waits for. */
public enum WaitCondition {
    /** The container does not run; answered at once if that is so already. */
    NOT_RUNNING,
    /** The container ends from now on. */
    NEXT_EXIT,
    /** The container is removed. */
    REMOVED
}
