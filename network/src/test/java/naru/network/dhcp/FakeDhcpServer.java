package naru.network.dhcp;

import naru.network.address.MacAddress;
import naru.network.address.Prefix;
import naru.network.dhcp.DhcpMessage.Type;
import naru.network.fake.FakeLan;

import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A DHCP server: leases end when they are released only. It acknowledges a free address of its
 * subnet to clients that it does not know, as a server does that has lost its file.
 */
public final class FakeDhcpServer implements FakeLan {
    private static final int ETHERNET_IP_UDP = 14 + 20 + 8; // bytes before the message
    private static final int PORTS = 14 + 20;
    private static final int YOURS = 16; // RFC 2131 section 2, yiaddr
    private static final int FIRST = 100; // the first host number that it assigns
    private static final int LAST = 199;
    private static final Duration LEASE = Duration.ofMinutes(10);
    private static final Duration RENEW = Duration.ofMinutes(2);

    private final Prefix subnet;
    private final InetAddress own;
    private final Map<MacAddress, InetAddress> leases = new LinkedHashMap<>();

    /**
     * @param subnet of which it has the address .1 and is the router
     */
    public FakeDhcpServer(Prefix subnet) {
        this.subnet = subnet;
        own = subnet.addressAt(BigInteger.ONE);
    }

    public Prefix subnet() {
        return subnet;
    }

    /** The lease of a client. */
    public Optional<InetAddress> lease(MacAddress client) {
        return Optional.ofNullable(leases.get(client));
    }

    @Override
    public List<byte[]> answers(byte[] frame) {
        return message(frame).flatMap(this::answer).map(List::of).orElse(List.of());
    }

    /** The message of a client; one of a server in all but the first byte. */
    private static Optional<DhcpMessage> message(byte[] frame) {
        if (frame.length <= ETHERNET_IP_UDP || frame[PORTS + 3] != 67) {
            return Optional.empty();
        }
        byte[] message = Arrays.copyOfRange(frame, ETHERNET_IP_UDP, frame.length);
        message[0] = 2;
        return DhcpMessage.decode(message);
    }

    private Optional<byte[]> answer(DhcpMessage question) {
        var client = question.mac();
        var requested = question.address(DhcpMessage.REQUESTED);
        switch (question.type()) {
            case DISCOVER -> {
                var known = leases.get(client);
                boolean mayHave = requested != null && isFor(client, requested);
                return Optional.of(
                        answer(
                                question,
                                Type.OFFER,
                                known != null ? known : mayHave ? requested : free()));
            }
            case REQUEST -> {
                var wanted = requested == null ? question.client() : requested;
                if (!isFor(client, wanted)) {
                    return Optional.of(answer(question, Type.NAK, DhcpMessage.NONE));
                }
                leases.put(client, wanted);
                return Optional.of(answer(question, Type.ACK, wanted));
            }
            case RELEASE, DECLINE -> leases.remove(client);
            default -> {}
        }
        return Optional.empty();
    }

    private boolean isFor(MacAddress client, InetAddress address) {
        return subnet.contains(address)
                && leases.entrySet().stream()
                        .noneMatch(lease ->
                                lease.getValue().equals(address) && !lease.getKey().equals(client));
    }

    private InetAddress free() {
        for (int host = FIRST; host <= LAST; host++) {
            var address = subnet.addressAt(BigInteger.valueOf(host));
            if (!leases.containsValue(address)) {
                return address;
            }
        }
        throw new IllegalStateException("all addresses are leased");
    }

    private byte[] answer(DhcpMessage question, Type type, InetAddress yours) {
        var options =
                Map.of(
                        DhcpMessage.SERVER, own.getAddress(),
                        DhcpMessage.ROUTER, own.getAddress(),
                        DhcpMessage.MASK, new byte[] {-1, -1, -1, 0},
                        DhcpMessage.LEASE_SECONDS, seconds(LEASE),
                        DhcpMessage.RENEW_SECONDS, seconds(RENEW));
        var message =
                new DhcpMessage(
                        type,
                        question.transaction(),
                        DhcpMessage.NONE,
                        yours,
                        question.mac(),
                        options);
        byte[] frame = DhcpFrame.of(message, own, DhcpFrame.ALL, DhcpFrame.BROADCAST);
        frame[PORTS + 1] = 67;
        frame[PORTS + 3] = 68;
        frame[ETHERNET_IP_UDP] = 2; // a reply
        System.arraycopy(yours.getAddress(), 0, frame, ETHERNET_IP_UDP + YOURS, 4);
        return frame;
    }

    private static byte[] seconds(Duration duration) {
        return ByteBuffer.allocate(4).putInt((int) duration.toSeconds()).array();
    }
}
