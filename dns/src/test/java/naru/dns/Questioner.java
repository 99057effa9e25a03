package naru.dns;

import naru.linux.Netns;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.SocketChannel;
import java.util.Arrays;

/**
 * A client in a container that queries 127.0.0.11. Sockets stay in the namespace in which they were
 * opened, so it is part of this process.
 */
final class Questioner {
    private static final InetSocketAddress SERVER = new InetSocketAddress(Redirect.ADDRESS, 53);
    private static final int PATIENCE = 60_000;
    private static final int TRIES = 30;

    private final Netns netns;

    Questioner(Netns netns) {
        this.netns = netns;
    }

    Message ask(String name, int type) throws IOException {
        return new Message(send(question(name, type).toWire()));
    }

    /**
     * Sends any bytes as a datagram, repeated after silence, and returns the reply of the queried
     * address.
     */
    byte[] send(byte[] message) throws IOException {
        try (var channel = netns.call(DatagramChannel::open)) {
            channel.connect(SERVER); // so that only replies from port 53 arrive
            channel.socket().setSoTimeout(PATIENCE / TRIES);
            var packet = new DatagramPacket(new byte[0xffff], 0xffff);
            for (int tries = 1; packet.getLength() == 0xffff; tries++) {
                channel.write(ByteBuffer.wrap(message));
                receive(channel, packet, tries == TRIES);
            }
            return Arrays.copyOf(packet.getData(), packet.getLength());
        }
    }

    private static void receive(DatagramChannel channel, DatagramPacket packet, boolean last)
            throws IOException {
        try {
            channel.socket().receive(packet);
        } catch (SocketTimeoutException e) {
            if (last) {
                throw e;
            }
        }
    }

    Message askByTcp(String name, int type) throws IOException {
        try (var channel = netns.call(SocketChannel::open)) {
            channel.socket().connect(SERVER, PATIENCE);
            channel.socket().setSoTimeout(PATIENCE);
            var out = new DataOutputStream(channel.socket().getOutputStream());
            var message = question(name, type).toWire();
            out.writeShort(message.length);
            out.write(message);
            var in = new DataInputStream(channel.socket().getInputStream());
            return new Message(in.readNBytes(in.readUnsignedShort()));
        }
    }

    static Message question(String name, int type) throws IOException {
        return Message.newQuery(
                Record.newRecord(Name.fromString(name, Name.root), type, DClass.IN));
    }
}
