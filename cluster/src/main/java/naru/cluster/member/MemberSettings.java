package naru.cluster.member;

import naru.etcd.Endpoint;
import naru.linux.process.Executable;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.file.Path;

/**
 * Where the member of etcd on this host is.
 *
 * @param folder of its data, its log and its number
 * @param credentials the PEM files of this node
 * @param name the id of this node
 * @param address at which other members reach it
 * @param peerPort the port for other members
 * @param clientPort the port for clients, on loopback
 */
public record MemberSettings(
        Executable program,
        Path folder,
        Credentials credentials,
        String name,
        InetAddress address,
        int peerPort,
        int clientPort) {
    private static final String LOOPBACK = "127.0.0.1";

    /** Files of a node's certificates; see {@link naru.etcd.Tls}. */
    public record Credentials(Path root, Path certificate, Path key) {}

    public String peerUrl() {
        return peerUrl(address, peerPort);
    }

    /** The URL at which a member reaches others. */
    public static String peerUrl(InetAddress address, int port) {
        var host = address.getHostAddress();
        return "https://"
                + (address instanceof Inet6Address ? "[" + host + "]" : host)
                + ":"
                + port;
    }

    /** Where this host's clients reach it. */
    public Endpoint endpoint() {
        return endpoint(clientPort);
    }

    /** Where clients reach a member on their own host. */
    public static Endpoint endpoint(int clientPort) {
        return new Endpoint(true, LOOPBACK, clientPort);
    }
}
