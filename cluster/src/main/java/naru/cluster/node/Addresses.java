package naru.cluster.node;

import naru.cluster.option.ClusterSettings;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The addresses of options, which may be names of interfaces. The messages are Docker's. */
final class Addresses {
    private static final List<String> OWN = List.of("docker0", "docker_gwbridge");
    private static final List<String> OWN_PREFIXES = List.of("br-", "veth");

    private Addresses() {}

    /** The address that a manager listens on. */
    static HostPort listen(String option) {
        var given = parse(option.isEmpty() ? "0.0.0.0" : option, "listen address", option);
        return new HostPort(
                literal(
                                given.host(),
                                "listen address must be an IP address or network interface (with"
                                        + " optional port number)")
                        .getHostAddress(),
                given.port());
    }

    /** The address at which others reach this host; the only one of the host by default. */
    static HostPort advertise(String option, @Nullable String standard, int listenPort) {
        var text = option.isEmpty() && standard != null ? standard : option;
        if (text.isEmpty()) {
            return HostPort.of(only(), listenPort);
        }
        var given = parse(text, "advertise address", text, listenPort);
        return HostPort.of(
                specific(
                        given.host(),
                        "advertise address must be a non-zero IP address or network interface"
                                + " (with optional port number)"),
                given.port());
    }

    /** The address of tunnels; the one that is advertised by default. */
    static InetAddress dataPath(String option, InetAddress advertised) {
        return option.isEmpty()
                ? advertised
                : specific(
                        option,
                        "data path address must be a non-zero IP address or network interface"
                                + " (without a port number)");
    }

    /** The address from which this host reaches a manager. */
    static InetAddress towards(InetSocketAddress manager) {
        try (var socket = new DatagramSocket()) { // sends nothing
            socket.connect(manager);
            return socket.getLocalAddress();
        } catch (SocketException e) {
            throw new NaruException.Exhausted(
                    "cannot reach %s: %s".formatted(manager, e.getMessage()));
        }
    }

    private static HostPort parse(String text, String what, String option) {
        return parse(text, what, option, ClusterSettings.DEFAULT_PORT);
    }

    private static HostPort parse(String text, String what, String option, int port) {
        try {
            return HostPort.parse(text, port);
        } catch (IllegalArgumentException e) {
            throw new NaruException.Invalid("could not parse %s %s".formatted(what, option));
        }
    }

    private static InetAddress specific(String host, String refusal) {
        var address = literal(host, refusal);
        if (address.isAnyLocalAddress()) {
            throw new NaruException.Invalid(refusal);
        }
        return address;
    }

    private static InetAddress literal(String host, String refusal) {
        try {
            var named = NetworkInterface.getByName(host);
            return named != null ? of(named) : InetAddress.ofLiteral(host);
        } catch (SocketException | IllegalArgumentException e) {
            throw new NaruException.Invalid(refusal);
        }
    }

    /** The only address of an interface; IPv4 if it has one of each family. */
    private static InetAddress of(NetworkInterface link) {
        var four = one(link, Inet4Address.class::isInstance, "IPv4");
        var six = one(link, a -> !(a instanceof Inet4Address) && !a.isLinkLocalAddress(), "IPv6");
        if (four != null) {
            return four;
        }
        if (six != null) {
            return six;
        }
        throw new NaruException.Invalid(
                "interface %s has no usable IPv4 or IPv6 address".formatted(link.getName()));
    }

    private static @Nullable InetAddress one(
            NetworkInterface link, Predicate<InetAddress> family, String name) {
        var all = link.inetAddresses().filter(family).toList();
        if (all.size() > 1) {
            throw new NaruException.Invalid(
                    "interface %s has more than one %s address (%s and %s)"
                            .formatted(
                                    link.getName(),
                                    name,
                                    all.get(0).getHostAddress(),
                                    all.get(1).getHostAddress()));
        }
        return all.isEmpty() ? null : all.getFirst();
    }

    private record Candidate(InetAddress address, String link) {}

    /** The only address of the host that is of no network of containers. */
    private static InetAddress only() {
        var found = new ArrayList<Candidate>();
        try {
            for (var link : NetworkInterface.networkInterfaces().toList()) {
                if (link.isUp() && !link.isLoopback() && !isOwn(link.getName())) {
                    preferred(link).forEach(a -> found.add(new Candidate(a, link.getName())));
                }
            }
        } catch (SocketException e) {
            throw new NaruException.HostFailure("cannot list interfaces", e);
        }
        if (found.isEmpty()) {
            throw new NaruException.Invalid(
                    "could not find the system's IP address - specify one"
                            + " with --advertise-addr");
        }
        if (found.size() > 1) {
            throw new NaruException.Invalid(ambiguous(found.get(0), found.get(1)));
        }
        return found.getFirst().address();
    }

    private static String ambiguous(Candidate one, Candidate two) {
        var text =
                "could not choose an IP address to advertise since this system has multiple"
                        + " addresses on ";
        var first = one.address().getHostAddress();
        var second = two.address().getHostAddress();
        return (one.link().equals(two.link())
                        ? text + "interface %s (%s and %s)".formatted(one.link(), first, second)
                        : text
                                + "different interfaces (%s on %s and %s on %s)"
                                        .formatted(first, one.link(), second, two.link()))
                + " - specify one with --advertise-addr";
    }

    private static List<InetAddress> preferred(NetworkInterface link) {
        var all = link.inetAddresses().filter(a -> !a.isLinkLocalAddress()).toList();
        var four = all.stream().filter(Inet4Address.class::isInstance).toList();
        return four.isEmpty() ? all : four;
    }

    private static boolean isOwn(String link) {
        return OWN.contains(link) || OWN_PREFIXES.stream().anyMatch(link::startsWith);
    }
}
