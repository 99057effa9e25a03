package naru.dns.forward;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An attacker who sees the query's port, and nearly everything else, tries to be faster than the
 * upstream. {@code -Dnaru.dns.forged=1000000} sets how often.
 */
class ForgedRepliesTest {
    private static final int FORGED = Integer.getInteger("naru.dns.forged", 60_000);
    private static final int EACH = 3_000;
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress RIGHT = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress WRONG = InetAddress.ofLiteral("203.0.113.66");
    private static final Name NAME = Name.fromConstantString("bank.example.");
    private static final Name OTHER = Name.fromConstantString("bang.example.");

    private final long seed = System.nanoTime();
    private final Random random = new Random(seed);

    @Test
    void areNeverAccepted() throws Exception {
        System.out.println("seed " + seed);
        int sent = 0;
        try (var loop = new ForwarderLoop(Duration.ZERO);
                var upstream = new DatagramSocket(0, LOOPBACK);
                var otherPort = new DatagramSocket(0, LOOPBACK);
                var otherAddress =
                        new DatagramSocket(
                                upstream.getLocalPort(), InetAddress.ofLiteral("127.0.0.66"))) {
            upstream.setSoTimeout(60_000);
            var upstreams =
                    ForwarderLoop.upstreams((InetSocketAddress) upstream.getLocalSocketAddress());
            while (sent < FORGED) {
                var question = Message.newQuery(Record.newRecord(NAME, Type.A, DClass.IN));
                var outcome = loop.begin(question, Transport.UDP, upstreams);
                var asked = receive(upstream);
                var query = new Message(Arrays.copyOf(asked.getData(), asked.getLength()));
                var victim = asked.getSocketAddress();
                for (int i = 0; i < EACH; i += 3, sent += 3) {
                    send(upstream, victim, nearlyRight(query));
                    send(otherPort, victim, reply(query, NAME, WRONG));
                    send(otherAddress, victim, reply(query, NAME, WRONG));
                }
                // The forged replies fill the socket buffer, so the right one may be dropped at
                // first.
                while (!outcome.isDone()) {
                    send(upstream, victim, reply(query, query.getQuestion().getName(), RIGHT));
                    await(outcome);
                }
                var accepted = ForwarderLoop.message(outcome.get());

                var record = (ARecord) accepted.getSection(Section.ANSWER).getFirst();
                assertThat(record.getAddress()).isEqualTo(RIGHT);
                loop.seconds += 3_600;
                drain(upstream);
            }
        }
        System.out.println("forged replies: " + sent + " sent, 0 accepted");
    }

    private static void await(CompletableFuture<?> outcome) throws Exception {
        try {
            outcome.get(20, TimeUnit.MILLISECONDS);
        } catch (TimeoutException _) {
            // send it again
        }
    }

    /** From the right address and port, but with the wrong id, question or letters. */
    private Message nearlyRight(Message query) {
        var name = query.getQuestion().getName();
        switch (random.nextInt(3)) {
            case 0 -> {
                var reply = reply(query, name, WRONG);
                int id = query.getHeader().getID();
                reply.getHeader().setID(id ^ (1 + random.nextInt(0xffff)));
                return reply;
            }
            case 1 -> {
                return reply(query, OTHER, WRONG);
            }
            default -> {
                return reply(query, inOtherCase(name), WRONG);
            }
        }
    }

    /** The name with one letter in the other case, so that half of a guess is wrong. */
    private Name inOtherCase(Name name) {
        var text = name.toString().toCharArray();
        int at;
        do {
            at = random.nextInt(text.length);
        } while (!Character.isLetter(text[at]));
        text[at] ^= 0x20;
        return Name.fromConstantString(new String(text));
    }

    private static Message reply(Message query, Name name, InetAddress address) {
        var reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(org.xbill.DNS.Flags.QR);
        reply.getHeader().setRcode(Rcode.NOERROR);
        reply.addRecord(Record.newRecord(name, Type.A, DClass.IN), Section.QUESTION);
        reply.addRecord(new ARecord(name, DClass.IN, 60, address), Section.ANSWER);
        return reply;
    }

    private static DatagramPacket receive(DatagramSocket socket) throws IOException {
        var packet = new DatagramPacket(new byte[4096], 4096);
        socket.receive(packet);
        return packet;
    }

    /** A repeated query would be mistaken for the next one. */
    private static void drain(DatagramSocket socket) throws IOException {
        socket.setSoTimeout(1);
        try {
            while (true) {
                receive(socket);
            }
        } catch (java.net.SocketTimeoutException _) {
            socket.setSoTimeout(60_000);
        }
    }

    private static void send(DatagramSocket from, SocketAddress to, Message message)
            throws IOException {
        var bytes = message.toWire();
        from.send(new DatagramPacket(bytes, bytes.length, to));
    }
}
