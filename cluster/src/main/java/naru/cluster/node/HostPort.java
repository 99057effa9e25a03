package naru.cluster.node;

import naru.cluster.option.ClusterSettings;
import naru.etcd.Endpoint;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * An address, or the name of an interface, and a port.
 *
 * @param host without brackets
 */
record HostPort(String host, int port) {
    /**
     * Reads HOST:PORT, or HOST with the default port.
     *
     * @throws IllegalArgumentException if the port is none
     */
    static HostPort parse(String text) {
        return parse(text, ClusterSettings.DEFAULT_PORT);
    }

    static HostPort parse(String text, int defaultPort) {
        var plain = text.startsWith("tcp://") ? text.substring("tcp://".length()) : text;
        int colon = plain.lastIndexOf(':');
        boolean bare = colon < 0 || plain.indexOf(':') != colon && !plain.startsWith("[");
        if (bare || plain.endsWith("]")) {
            return new HostPort(unbracketed(plain), defaultPort);
        }
        int port = Integer.parseInt(plain.substring(colon + 1));
        if (port <= 0 || port > 0xffff) {
            throw new IllegalArgumentException("the port " + port);
        }
        return new HostPort(unbracketed(plain.substring(0, colon)), port);
    }

    private static String unbracketed(String host) {
        return host.startsWith("[") && host.endsWith("]")
                ? host.substring(1, host.length() - 1)
                : host;
    }

    static HostPort of(InetAddress address, int port) {
        return new HostPort(address.getHostAddress(), port);
    }

    InetSocketAddress socket() {
        return new InetSocketAddress(InetAddress.ofLiteral(host), port);
    }

    Endpoint endpoint() {
        boolean six = InetAddress.ofLiteral(host) instanceof Inet6Address;
        return new Endpoint(true, six ? "[" + host + "]" : host, port);
    }

    @Override
    public String toString() {
        return host.contains(":") ? "[" + host + "]:" + port : host + ":" + port;
    }
}
