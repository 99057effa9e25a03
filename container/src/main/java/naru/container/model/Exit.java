package naru.container.model;

/**
 * The exit of a container or of a command in it.
 *
 * @param code the exit status, or 128 plus the number of the signal
 * @param error why the status is unknown, else empty
 */
public record Exit(int code, String error) {}
