package naru.network.dhcp;

import naru.network.address.MacAddress;
import naru.network.dhcp.DhcpMessage.Type;
import naru.network.host.FrameSocket;
import naru.network.host.Host;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.random.RandomGenerator;

/**
 * The DHCP exchange of one client with the servers of a LAN, through a packet socket on the
 * client's parent interface. For one thread.
 */
final class DhcpClient {
    /**
     * The timeouts of attempts; shorter than in RFC 2131 section 4.1, because a container start
     * waits.
     */
    private static final List<Duration> WAITS =
            List.of(Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofSeconds(6));

    private static final int MAX_NAME = 63;
    private static final byte[] WANTED = {
        DhcpMessage.MASK, DhcpMessage.ROUTER, DhcpMessage.LEASE_SECONDS, DhcpMessage.RENEW_SECONDS
    };

    private final Host host;
    private final FrameSocket socket;
    private final MacAddress mac;
    private final String hostName;
    private final int transaction;

    DhcpClient(
            Host host,
            FrameSocket socket,
            MacAddress mac,
            String hostName,
            RandomGenerator random) {
        this.host = host;
        this.socket = socket;
        this.mac = mac;
        this.hostName = hostName;
        transaction = random.nextInt();
    }

    /**
     * Sends a DISCOVER and accepts the first offer. A server that knows the client, or whose
     * address is free, offers {@code before} again (RFC 2131 section 4.3.1).
     *
     * @throws NaruException.HostFailure without an offer, or after a NAK
     */
    DhcpLease acquire(@Nullable InetAddress before) {
        Map<Integer, byte[]> wish =
                before == null ? Map.of() : Map.of(DhcpMessage.REQUESTED, before.getAddress());
        var offer =
                ask(message(Type.DISCOVER, DhcpMessage.NONE, wish), Type.OFFER)
                        .orElseThrow(() ->
                                new NaruException.HostFailure("no DHCP server offers an address"));
        var options = new TreeMap<Integer, byte[]>();
        options.put(DhcpMessage.REQUESTED, offer.yours().getAddress());
        var server = offer.address(DhcpMessage.SERVER);
        if (server != null) {
            options.put(DhcpMessage.SERVER, server.getAddress());
        }
        return confirmed(ask(message(Type.REQUEST, DhcpMessage.NONE, options), Type.ACK));
    }

    /** Extends a lease with any server (RFC 2131 section 4.4.5, REBINDING). */
    DhcpLease renew(InetAddress address) {
        return confirmed(ask(message(Type.REQUEST, address, Map.of()), Type.ACK));
    }

    private static DhcpLease confirmed(Optional<DhcpMessage> answer) {
        var message =
                answer.orElseThrow(
                        () -> new NaruException.HostFailure("the DHCP server does not answer"));
        if (message.type() == Type.NAK) {
            throw new NaruException.HostFailure(
                    "the DHCP server refuses the address" + (" " + message.text()).stripTrailing());
        }
        return DhcpLease.of(message);
    }

    /** Releases an address; there is no reply. */
    void release(InetAddress address, InetAddress server) {
        tell(Type.RELEASE, address, Map.of(DhcpMessage.SERVER, server.getAddress()));
    }

    /** Declines an assigned address that another host uses. */
    void decline(DhcpLease lease) {
        tell(
                Type.DECLINE,
                DhcpMessage.NONE,
                Map.of(
                        DhcpMessage.REQUESTED,
                        lease.address().address().getAddress(),
                        DhcpMessage.SERVER,
                        lease.server().getAddress()));
    }

    private void tell(Type type, InetAddress own, Map<Integer, byte[]> options) {
        var message = new DhcpMessage(type, transaction, own, DhcpMessage.NONE, mac, options);
        socket.send(DhcpFrame.of(message, own, DhcpFrame.ALL, DhcpFrame.BROADCAST));
    }

    private DhcpMessage message(Type type, InetAddress own, Map<Integer, byte[]> options) {
        var all = new TreeMap<>(options);
        all.put(DhcpMessage.WANTED, WANTED);
        var name = hostName.getBytes(StandardCharsets.US_ASCII);
        if (name.length > 0 && name.length <= MAX_NAME) {
            all.put(DhcpMessage.HOST_NAME, name);
        }
        return new DhcpMessage(type, transaction, own, DhcpMessage.NONE, mac, all);
    }

    /** Broadcasts, because the server may have another MAC address by now. */
    private Optional<DhcpMessage> ask(DhcpMessage question, Type wanted) {
        byte[] frame =
                DhcpFrame.of(question, question.client(), DhcpFrame.ALL, DhcpFrame.BROADCAST);
        for (var wait : WAITS) {
            socket.send(frame);
            long end = host.nanoTime() + wait.toNanos();
            for (long left = wait.toNanos(); left > 0; left = end - host.nanoTime()) {
                var answer =
                        socket.next(Duration.ofNanos(left).plusMillis(1))
                                .flatMap(DhcpFrame::decode)
                                .map(DhcpFrame::message)
                                .filter(m -> isAnswer(m, wanted));
                if (answer.isPresent()) {
                    return answer;
                }
            }
        }
        return Optional.empty();
    }

    private boolean isAnswer(DhcpMessage message, Type wanted) {
        boolean expected =
                message.type() == wanted || (wanted == Type.ACK && message.type() == Type.NAK);
        return expected && message.transaction() == transaction && message.mac().equals(mac);
    }
}
