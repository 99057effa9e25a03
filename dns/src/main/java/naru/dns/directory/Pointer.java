package naru.dns.directory;

/**
 * The name of an address.
 *
 * @param ttl in seconds
 */
public record Pointer(String name, int ttl) {}
