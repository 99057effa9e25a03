package naru.proxy.option;

import naru.network.publish.Protocol;
import naru.network.publish.PublishedPort;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A port of the host.
 *
 * @param address empty for all addresses of both families
 */
public record ListenAddress(Optional<InetAddress> address, int port) {
    private static final Pattern TEXT =
            Pattern.compile("(?:([0-9.]+)|\\[([0-9a-fA-F:.]+)])?:([0-9]{1,5})");
    private static final int MAX_PORT = 65_535;

    /** The port on all addresses. */
    public static ListenAddress of(int port) {
        return new ListenAddress(Optional.empty(), port);
    }

    /**
     * Reads {@code :80}, {@code 192.0.2.1:80} or {@code [2001:db8::1]:80}.
     *
     * @throws IllegalArgumentException if it is none of these
     */
    public static ListenAddress parse(String text) {
        var match = TEXT.matcher(text);
        int port = match.matches() ? Integer.parseInt(match.group(3)) : 0;
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no address and port, such as :80 or 192.0.2.1:80");
        }
        var address = match.group(1) != null ? match.group(1) : match.group(2);
        return new ListenAddress(Optional.ofNullable(address).map(InetAddress::ofLiteral), port);
    }

    /** What a container cannot publish beside it. */
    public List<PublishedPort> claims(Protocol protocol) {
        return address
                .map(List::of)
                .orElseGet(() ->
                        List.of(InetAddress.ofLiteral("0.0.0.0"), InetAddress.ofLiteral("::")))
                .stream()
                .map(host -> new PublishedPort(protocol, port, host, port))
                .toList();
    }

    /**
     * The addresses as HAProxy's {@code bind} writes them.
     *
     * @param ipv6 whether the host has IPv6
     */
    public List<String> binds(boolean ipv6) {
        if (address.isPresent()) {
            var host = address.get();
            boolean isSix = host instanceof Inet6Address;
            return List.of(
                    isSix
                            ? host.getHostAddress() + ":" + port + " v6only"
                            : host.getHostAddress() + ":" + port);
        }
        var binds = new ArrayList<>(List.of("*:" + port));
        if (ipv6) {
            binds.add(":::" + port + " v6only");
        }
        return binds;
    }
}
