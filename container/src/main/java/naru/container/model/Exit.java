package naru.container.model;

/**
 * How a container or a command in it ended.
 *
 * @param code the exit status, or 128 and the number of the signal
 * @param error why it could not be told, else empty
 */
public record Exit(int code, String error) {}
