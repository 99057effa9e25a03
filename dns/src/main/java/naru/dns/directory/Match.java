package naru.dns.directory;

import java.net.InetAddress;
import java.util.List;

/**
 * Somebody who has a name, for whoever wants to know.
 *
 * @param network where
 * @param holder the first name that he has there
 * @param serving whether he takes new work
 */
public record Match(String network, String holder, List<InetAddress> addresses, boolean serving) {}
