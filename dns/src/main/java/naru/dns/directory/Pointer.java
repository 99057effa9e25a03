package naru.dns.directory;

/**
 * The name of an address.
 *
 * @param ttl how long it may be remembered, in seconds
 */
public record Pointer(String name, int ttl) {}
