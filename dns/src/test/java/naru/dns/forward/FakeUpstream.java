package naru.dns.forward;

import org.xbill.DNS.Message;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiFunction;
import java.util.function.Function;

/** A name server on loopback, over UDP and TCP on one port, whose answers a test defines. */
public final class FakeUpstream implements AutoCloseable {
    private static final int LARGEST = 0xffff;

    private final BiFunction<Message, Boolean, List<byte[]>> answers;
    private final ServerSocket tcp;
    private final DatagramSocket udp;
    private final InetSocketAddress address;
    private final List<Message> asked = new CopyOnWriteArrayList<>();
    private final List<Integer> ports = new CopyOnWriteArrayList<>();

    /** {@code answers} returns the messages to send for a query, none for silence. */
    FakeUpstream(Function<Message, List<byte[]>> answers) throws IOException {
        this((question, _) -> answers.apply(question));
    }

    /** One whose answers depend on the transport. */
    FakeUpstream(BiFunction<Message, Boolean, List<byte[]>> answers) throws IOException {
        this(answers, new DatagramSocket(0, InetAddress.ofLiteral("127.0.0.1")));
        tcp.bind(address);
        Thread.ofPlatform().daemon().start(this::serveTcp);
    }

    private FakeUpstream(BiFunction<Message, Boolean, List<byte[]>> answers, DatagramSocket udp)
            throws IOException {
        this.answers = answers;
        this.udp = udp;
        this.address = new InetSocketAddress(udp.getLocalAddress(), udp.getLocalPort());
        this.tcp = new ServerSocket();
        Thread.ofPlatform().daemon().start(this::serveUdp);
    }

    /**
     * One on a socket that may be in another namespace, over UDP only, that answers with {@code
     * rcode}.
     */
    public static FakeUpstream at(DatagramSocket udp, int rcode) throws IOException {
        return at(udp, rcode, Duration.ZERO);
    }

    /** The same with a delay. */
    public static FakeUpstream at(DatagramSocket udp, int rcode, Duration thinking)
            throws IOException {
        return new FakeUpstream(
                (question, _) -> {
                    LockSupport.parkNanos(thinking.toNanos());
                    return List.of(reply(question, rcode).toWire());
                },
                udp);
    }

    /** One that answers with {@code rcode} and nothing else. */
    static FakeUpstream saying(int rcode) throws IOException {
        return new FakeUpstream(question -> List.of(reply(question, rcode).toWire()));
    }

    public static FakeUpstream silent() throws IOException {
        return new FakeUpstream(_ -> List.of());
    }

    static Message reply(Message question, int rcode) {
        var reply = new Message(question.getHeader().getID());
        reply.getHeader().setFlag(org.xbill.DNS.Flags.QR);
        reply.getHeader().setRcode(rcode);
        reply.addRecord(question.getQuestion(), org.xbill.DNS.Section.QUESTION);
        return reply;
    }

    public InetSocketAddress address() {
        return address;
    }

    /** The received queries, in order. */
    public List<Message> asked() {
        return asked;
    }

    /** The source ports of the queries. */
    List<Integer> ports() {
        return ports;
    }

    private void serveUdp() {
        try {
            while (true) {
                var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
                udp.receive(packet);
                ports.add(packet.getPort());
                for (var answer :
                        answer(
                                java.util.Arrays.copyOf(packet.getData(), packet.getLength()),
                                false)) {
                    udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
                }
            }
        } catch (IOException _) {
            // closed
        }
    }

    private void serveTcp() {
        try {
            while (true) {
                try (var connection = tcp.accept()) {
                    var in = new DataInputStream(connection.getInputStream());
                    var out = new DataOutputStream(connection.getOutputStream());
                    for (var answer : answer(in.readNBytes(in.readUnsignedShort()), true)) {
                        out.writeShort(answer.length);
                        out.write(answer);
                    }
                    out.flush();
                    in.read(); // until the other side closes
                }
            }
        } catch (IOException _) {
            // closed
        }
    }

    private List<byte[]> answer(byte[] message, boolean byTcp) throws IOException {
        var question = new Message(message);
        asked.add(question);
        return answers.apply(question, byTcp);
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
