package naru.cli.config;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.List;

/**
 * Name resolution of containers.
 *
 * @param servers empty for the host's
 * @param hostGateways the addresses of {@code host-gateway}; empty for docker0's
 * @param serveStale how long after its TTL an upstream's answer is served when no upstream
 *     responds, in seconds; 0 for never
 * @param answerHost the address of the name server for this host; null for none
 */
public record NameSettings(
        List<InetAddress> servers,
        List<String> search,
        List<String> options,
        List<InetAddress> hostGateways,
        int serveStale,
        @Nullable InetAddress answerHost) {}
