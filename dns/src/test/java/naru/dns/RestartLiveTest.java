package naru.dns;

import static org.assertj.core.api.Assertions.assertThat;

import naru.dns.forward.FakeUpstream;
import naru.linux.Fd;
import naru.linux.Sockets;
import naru.network.model.Sandbox;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A name server exits and another takes its place, while containers send queries. */
class RestartLiveTest {
    private static final SocketAddress SERVER = new InetSocketAddress(Redirect.ADDRESS, 53);

    @TempDir private Path folder;
    private Container web;
    private Container db;
    private List<Sandbox> sandboxes;
    private NameServer server;

    @BeforeAll
    static void mayMakeNamespaces() {
        TestServer.mayMakeNamespaces();
    }

    @BeforeEach
    void start() throws Exception {
        web = new Container("web", 0xd1);
        db = new Container("db", 0xd2);
        sandboxes = List.of(web.on("back", "172.30.0.10"), db.on("back", "172.30.0.11"));
        server = newServer();
        sandboxes.forEach(server::sandboxOpened);
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        web.remove();
        db.remove();
    }

    /** More than fit into the default receive buffer: 277. */
    @Test
    void nextServerAnswersPendingQueries() throws Exception {
        try (var socket = socket();
                var connection = web.netns().call(SocketChannel::open).socket()) {
            var kept = keep();
            server.close();
            var ids = new ArrayList<Integer>();
            for (int i = 0; i < 1_000; i++) {
                ids.add(ask(socket, "db"));
            }
            askByTcp(connection, "db");

            server = newServer();
            server.keptBy(each -> kept.get(index(each)));
            server.survived(List.of(), sandboxes);

            var answered = new ArrayList<Integer>();
            for (int i = 0; i < ids.size(); i++) {
                var reply = receive(socket);
                assertThat(address(reply)).isEqualTo("172.30.0.11");
                answered.add(reply.getHeader().getID());
            }
            assertThat(answered).containsExactlyElementsOf(ids);
            assertThat(address(receive(connection))).isEqualTo("172.30.0.11");
        }
    }

    @Test
    void redirectIsRepairedWithHost() throws Exception {
        var kept = keep();
        server.close();
        web.run("nft", "delete", "table", "ip", "naru_dns");

        server = newServer();
        server.keptBy(each -> kept.get(index(each)));
        server.survived(List.of(), sandboxes);
        sandboxes.forEach(server::sandboxOpened);

        assertThat(address(web.questioner().ask("db", Type.A))).isEqualTo("172.30.0.11");
        assertThat(address(db.questioner().askByTcp("web", Type.A))).isEqualTo("172.30.0.10");
    }

    @Test
    void foreignFilesAreNotUsed() throws Exception {
        var other = InetAddress.ofLiteral("127.0.0.1");
        var kept = List.of(Sockets.udp(other, 0), Sockets.tcpListen(other, 0));
        server.close();

        server = newServer();
        server.keptBy(_ -> kept.stream().map(Fd::duplicate).toList());
        server.survived(List.of(), sandboxes);
        sandboxes.forEach(server::sandboxOpened);

        assertThat(address(web.questioner().ask("db", Type.A))).isEqualTo("172.30.0.11");
        kept.forEach(Fd::close);
    }

    /** It answers forwarded queries before it exits. */
    @Test
    void oldServerAnswersAcceptedQueries() throws Exception {
        var upstreamSocket = new DatagramSocket(53, Container.address("127.86.53.9"));
        try (var upstream = FakeUpstream.at(upstreamSocket, Rcode.NXDOMAIN, Duration.ofMillis(50));
                var socket = socket()) {
            int id = ask(socket, "no.example");
            while (upstream.asked().isEmpty()) {
                Thread.onSpinWait();
            }
            server.close();

            var reply = receive(socket);
            assertThat(reply.getHeader().getID()).isEqualTo(id);
            assertThat(reply.getRcode()).isEqualTo(Rcode.NXDOMAIN);
        }
    }

    /** As a process that outlives both. */
    private List<List<Fd>> keep() {
        return sandboxes.stream().map(each -> server.sockets(each.containerId())).toList();
    }

    private int index(String containerId) {
        return sandboxes.getFirst().containerId().equals(containerId) ? 0 : 1;
    }

    private NameServer newServer() throws IOException {
        return TestServer.start(folder, "nameserver 127.86.53.9\n");
    }

    private DatagramSocket socket() throws Exception {
        var socket = web.netns().call(() -> new DatagramSocket());
        socket.connect(SERVER);
        socket.setSoTimeout(60_000);
        socket.setReceiveBufferSize(1 << 22);
        return socket;
    }

    private static int ask(DatagramSocket socket, String name) throws Exception {
        var question = Questioner.question(name, Type.A);
        var bytes = question.toWire();
        socket.send(new DatagramPacket(bytes, bytes.length));
        return question.getHeader().getID();
    }

    private static void askByTcp(Socket connection, String name) throws Exception {
        connection.setSoTimeout(60_000);
        connection.connect(SERVER, 60_000);
        var out = new DataOutputStream(connection.getOutputStream());
        var bytes = Questioner.question(name, Type.A).toWire();
        out.writeShort(bytes.length);
        out.write(bytes);
    }

    private static Message receive(DatagramSocket socket) throws Exception {
        var packet = new DatagramPacket(new byte[4096], 4096);
        socket.receive(packet);
        return new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
    }

    private static Message receive(Socket connection) throws Exception {
        var in = new DataInputStream(connection.getInputStream());
        return new Message(in.readNBytes(in.readUnsignedShort()));
    }

    private static String address(Message reply) {
        var record = (ARecord) reply.getSection(Section.ANSWER).getFirst();
        return record.getAddress().getHostAddress();
    }
}
