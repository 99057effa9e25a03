package naru.dns.directory;

import java.net.InetAddress;
import java.util.List;

/**
 * A holder of a name, for explanations.
 *
 * @param network its network
 * @param holder its first name there
 * @param serving whether it accepts new connections
 */
public record Match(String network, String holder, List<InetAddress> addresses, boolean serving) {}
