package naru.dns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.GenericEDNSOption;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Queries in the form of the resolvers in containers, over real sockets. */
class ClientPatternsLiveTest {
    private static final SocketAddress SERVER = new InetSocketAddress(Redirect.ADDRESS, 53);

    @TempDir private Path folder;
    private Container web;
    private NameServer server;

    @BeforeAll
    static void mayMakeNamespaces() {
        TestServer.mayMakeNamespaces();
    }

    @BeforeEach
    void start() throws Exception {
        server = TestServer.start(folder, "");
        web = new Container("web", 0xe1);
        server.sandboxOpened(web.on("back", "172.30.0.10"));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        web.remove();
    }

    /** glibc: A and AAAA concurrently on one connected socket, distinguished by their ids. */
    @Test
    void glibcResolvesBothFamiliesOnOneSocket() throws Exception {
        try (var socket = connected()) {
            var replies = askTogether(socket, Type.A, Type.AAAA);
            assertThat(replies.get(Type.A).getSection(Section.ANSWER)).hasSize(1);
            assertThat(replies.get(Type.AAAA).getSection(Section.ANSWER)).isEmpty();
            assertThat(replies.get(Type.AAAA).getRcode()).as("NODATA").isEqualTo(Rcode.NOERROR);
        }
    }

    /** glibc with options edns0 trust-ad: AD in the query, 1,200 bytes and no options. */
    @Test
    void glibcWithEdnsGetsOptRecord() throws Exception {
        var query = Questioner.question("web", Type.A);
        query.getHeader().setFlag(Flags.AD);
        query.addRecord(new OPTRecord(1200, 0, 0), Section.ADDITIONAL);

        var reply = ask(query);

        assertThat(address(reply)).isEqualTo("172.30.0.10");
        assertThat(reply.getOPT()).isNotNull();
        assertThat(reply.getHeader().getFlag(Flags.RA)).isTrue();
    }

    /** glibc applies the search list: the suffixed name is not found, then the bare name is. */
    @Test
    void glibcResolvesAfterSearchList() throws Exception {
        assertThat(ask(Questioner.question("web.corp.example", Type.A)).getRcode())
                .isNotEqualTo(Rcode.NOERROR);
        assertThat(address(ask(Questioner.question("web", Type.A)))).isEqualTo("172.30.0.10");
    }

    /** musl: an unconnected socket, which accepts replies from the queried address only. */
    @Test
    void muslGetsRepliesFromQueriedAddress() throws Exception {
        try (var socket = web.netns().call(() -> new DatagramSocket())) {
            socket.setSoTimeout(60_000);
            for (int type : new int[] {Type.A, Type.AAAA}) {
                var bytes = Questioner.question("web", type).toWire();
                socket.send(new DatagramPacket(bytes, bytes.length, SERVER));
            }
            for (int i = 0; i < 2; i++) {
                var packet = new DatagramPacket(new byte[4096], 4096);
                socket.receive(packet);
                assertThat(packet.getSocketAddress()).isEqualTo(SERVER);
            }
        }
    }

    /**
     * busybox: A and AAAA concurrently on one bound and connected socket, without EDNS, with
     * consecutive ids; it repeats the same datagrams if the first answer is late.
     */
    @Test
    void busyboxResolvesBothFamiliesAndRetries() throws Exception {
        try (var socket = web.netns().call(() -> new DatagramSocket(0))) {
            socket.connect(SERVER);
            socket.setSoTimeout(60_000);
            for (int round = 0; round < 2; round++) {
                for (int id = 0; id < 2; id++) {
                    var query = Questioner.question("web", id == 0 ? Type.A : Type.AAAA);
                    query.getHeader().setID(id);
                    var bytes = query.toWire();
                    socket.send(new DatagramPacket(bytes, bytes.length));
                }
            }
            var answers = new HashMap<Integer, Integer>();
            for (int i = 0; i < 4; i++) {
                var reply = receive(socket);
                assertThat(reply.getOPT()).isNull();
                assertThat(reply.getRcode()).isEqualTo(Rcode.NOERROR);
                answers.merge(
                        reply.getHeader().getID(),
                        reply.getSection(Section.ANSWER).size(),
                        Integer::sum);
            }
            assertThat(answers).containsOnly(Map.entry(0, 2), Map.entry(1, 0));
        }
    }

    /** The program itself, by the name of a container and by its address. */
    @Test
    void busyboxNslookupParsesAnswers() throws Exception {
        assertThat(web.run("busybox", "nslookup", "web", "127.0.0.11"))
                .contains("Address: 172.30.0.10");
        assertThat(web.run("busybox", "nslookup", "172.30.0.10", "127.0.0.11"))
                .contains("name = web.back");
    }

    /** Go: one socket per query, EDNS with 1,232 bytes; then TCP when TC is set. */
    @Test
    void goRetriesTruncatedAnswerOverTcp() throws Exception {
        var many = new ArrayList<Container>();
        try {
            for (int i = 0; i < 90; i++) {
                many.add(new Container("pool" + i, i));
                server.sandboxOpened(many.getLast().on("back", "172.30.1." + (i + 1), "pool"));
            }
            var query = Questioner.question("pool", Type.A);
            query.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
            var reply = ask(query);
            assertThat(reply.getHeader().getFlag(Flags.TC)).isTrue();
            assertThat(reply.numBytes()).isLessThanOrEqualTo(1232);
            assertThat(web.questioner().askByTcp("pool", Type.A).getSection(Section.ANSWER))
                    .hasSize(90);
        } finally {
            for (var each : many) {
                each.remove();
            }
        }
    }

    /** Java: one family after the other, each from a new socket and port. */
    @Test
    void javaResolvesFamiliesInSequence() throws Exception {
        assertThat(address(ask(Questioner.question("web", Type.A)))).isEqualTo("172.30.0.10");
        assertThat(ask(Questioner.question("web", Type.AAAA)).getRcode()).isEqualTo(Rcode.NOERROR);
    }

    /** dig and drill: a cookie, DO, and options of the future. */
    @Test
    void digGetsAnswerWithAnyOptions() throws Exception {
        var query = Questioner.question("web", Type.A);
        var cookie = new GenericEDNSOption(10, new byte[8]);
        var future = new GenericEDNSOption(65_001, new byte[] {1});
        query.addRecord(
                new OPTRecord(4096, 0, 0, ExtendedFlags.DO, List.of(cookie, future)),
                Section.ADDITIONAL);
        assertThat(address(ask(query))).isEqualTo("172.30.0.10");

        var newVersion = Questioner.question("web", Type.A);
        newVersion.addRecord(new OPTRecord(1232, 0, 1), Section.ADDITIONAL);
        assertThat(ask(newVersion).getRcode()).isEqualTo(Rcode.BADVERS);
    }

    /** resolv.conf's use-vc, and proxies: many queries in one write on one connection. */
    @Test
    void servesPipelinedQueries() throws Exception {
        try (var connection = connection()) {
            var all = ByteBuffer.allocate(4096);
            var ids = new ArrayList<Integer>();
            for (int i = 0; i < 20; i++) {
                var query = Questioner.question("web", i % 2 == 0 ? Type.A : Type.AAAA);
                ids.add(query.getHeader().getID());
                var bytes = query.toWire();
                all.putShort((short) bytes.length).put(bytes);
            }
            connection.getOutputStream().write(all.array(), 0, all.position());
            var in = new DataInputStream(connection.getInputStream());
            var answered = new ArrayList<Integer>();
            for (int i = 0; i < 20; i++) {
                answered.add(
                        new Message(in.readNBytes(in.readUnsignedShort())).getHeader().getID());
            }
            assertThat(answered).containsExactlyInAnyOrderElementsOf(ids);
        }
    }

    /** A slow client: length and message byte by byte. */
    @Test
    void acceptsFragmentedQuery() throws Exception {
        try (var connection = connection()) {
            connection.setTcpNoDelay(true);
            var bytes = Questioner.question("web", Type.A).toWire();
            var framed = ByteBuffer.allocate(bytes.length + 2);
            framed.putShort((short) bytes.length).put(bytes);
            for (byte b : framed.array()) {
                connection.getOutputStream().write(b);
            }
            var in = new DataInputStream(connection.getInputStream());
            assertThat(address(new Message(in.readNBytes(in.readUnsignedShort()))))
                    .isEqualTo("172.30.0.10");
        }
    }

    /** A client's random letter case (0x20) is preserved. */
    @Test
    void preservesLetterCase() throws Exception {
        for (var name : List.of("wEb", "WEb", "web", "WEB.BaCk")) {
            assertThat(ask(Questioner.question(name, Type.A)).getQuestion().getName())
                    .hasToString(name + ".");
        }
    }

    private DatagramSocket connected() throws Exception {
        var socket = web.netns().call(() -> new DatagramSocket());
        socket.connect(SERVER);
        socket.setSoTimeout(60_000);
        return socket;
    }

    private Socket connection() throws Exception {
        var socket = web.netns().call(SocketChannel::open).socket();
        socket.connect(SERVER, 60_000);
        socket.setSoTimeout(60_000);
        return socket;
    }

    private Message ask(Message query) throws Exception {
        try (var socket = connected()) {
            var bytes = query.toWire();
            socket.send(new DatagramPacket(bytes, bytes.length));
            var reply = receive(socket);
            assertThat(reply.getHeader().getID()).isEqualTo(query.getHeader().getID());
            return reply;
        }
    }

    private static HashMap<Integer, Message> askTogether(DatagramSocket socket, int... types)
            throws IOException {
        var asked = new HashMap<Integer, Integer>();
        for (int type : types) {
            var query = Questioner.question("web", type);
            asked.put(query.getHeader().getID(), type);
            var bytes = query.toWire();
            socket.send(new DatagramPacket(bytes, bytes.length));
        }
        var replies = new HashMap<Integer, Message>();
        for (int i = 0; i < types.length; i++) {
            var reply = receive(socket);
            replies.put(asked.get(reply.getHeader().getID()), reply);
        }
        return replies;
    }

    private static Message receive(DatagramSocket socket) throws IOException {
        var packet = new DatagramPacket(new byte[4096], 4096);
        socket.receive(packet);
        return new Message(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
    }

    private static String address(Message reply) {
        InetAddress address = ((ARecord) reply.getSection(Section.ANSWER).getFirst()).getAddress();
        return address.getHostAddress();
    }
}
