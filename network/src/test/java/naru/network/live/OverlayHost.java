package naru.network.live;

import static java.net.InetAddress.ofLiteral;

import naru.linux.Netns;
import naru.network.Networks;
import naru.network.address.Prefix;
import naru.network.driver.overlay.OverlayDriver;
import naru.network.driver.overlay.OverlayKeys;
import naru.network.driver.overlay.OverlayPeers;
import naru.network.driver.overlay.RemoteEndpoint;
import naru.network.driver.overlay.Underlay.Vtep;
import naru.network.fake.LoneSharing;
import naru.network.model.EndpointSpec;
import naru.network.model.IpamSpec;
import naru.network.model.Network;
import naru.network.model.PoolSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A lab with overlay networks, joined to a second one by a wire; rows are given by hand. */
final class OverlayHost implements AutoCloseable {
    static final int PORT = 4789;
    private static final int ECHO = 7; // RFC 862

    final Lab lab = new Lab();
    final InetAddress address;
    final OverlayPeers peers = new OverlayPeers();
    final OverlayKeys keys = new OverlayKeys();
    Networks networks;
    private final Map<String, Sandbox> sandboxes = new HashMap<>();
    private final List<DatagramSocket> echoes = new ArrayList<>();

    private OverlayHost(String address) {
        this.address = ofLiteral(address);
        var vtep = Optional.of(new Vtep(this.address, PORT));
        lab.with(OverlayDriver.factory(() -> vtep, peers, keys));
        networks = lab.start();
    }

    /** Two hosts, whose underlay has the family of {@code prefix}, such as {@code 10.77.0.}. */
    static List<OverlayHost> pair(String prefix) {
        var one = new OverlayHost(prefix + 1);
        var other = new OverlayHost(prefix + 2);
        var cable = "ip link add wan type veth peer name wan netns " + other.lab.hostFile();
        one.lab.run(cable.split(" "));
        for (var host : List.of(one, other)) {
            var length = prefix.contains(":") ? "/64" : "/24";
            var text = host.address.getHostAddress() + length;
            if (prefix.contains(":")) {
                host.lab.run("ip", "addr", "add", text, "dev", "wan", "nodad");
            } else {
                host.lab.run("ip", "addr", "add", text, "dev", "wan");
            }
            host.lab.run("ip", "link", "set", "wan", "up");
        }
        return List.of(one, other);
    }

    Network create(String name, int vni, String... subnets) {
        return create(name, Map.of(), vni, subnets);
    }

    Network create(String name, Map<String, String> more, int vni, String... subnets) {
        var pools = new ArrayList<PoolSpec>();
        boolean ipv6 = false;
        for (var subnet : subnets) {
            pools.add(new PoolSpec(subnet, null, null, Map.of()));
            ipv6 |= Prefix.parse(subnet).bits() == 128;
        }
        var options = new HashMap<>(more);
        options.put("com.docker.network.driver.overlay.vxlanid_list", Integer.toString(vni));
        return networks.create(
                LoneSharing.overlay(name, new IpamSpec("default", Map.of(), pools), ipv6, options));
    }

    /** Opens a sandbox on a network; its id is a letter. */
    Sandbox open(String letter, EndpointSpec endpoint) {
        var sandbox = networks.open(SandboxSpec.of(letter.repeat(64), letter, endpoint));
        networks.awaitPassage(letter.repeat(64));
        sandboxes.put(letter, sandbox);
        return sandbox;
    }

    static EndpointSpec on(String network, String ipv4, String ipv6) {
        return new EndpointSpec(
                network,
                ofLiteral(ipv4),
                ipv6.isEmpty() ? null : ofLiteral(ipv6),
                List.of(),
                null,
                List.of(),
                List.of(),
                Map.of(),
                0);
    }

    Path netns(String letter) {
        return sandboxes.get(letter).netns();
    }

    /** A sandbox of this host as others see it. */
    RemoteEndpoint remote(String letter) {
        var endpoint = sandboxes.get(letter).endpoints().getFirst();
        return new RemoteEndpoint(
                address,
                endpoint.macAddress(),
                endpoint.addresses().stream().map(Prefix::address).toList());
    }

    boolean pings(String letter, String target) {
        return lab.tryIn(netns(letter), "ping", "-c2", "-i0.2", "-W2", target).status() == 0;
    }

    /** Answers datagrams in a namespace with the same bytes. */
    void echo(Path namespace) {
        try (var entered = Netns.open(namespace)) {
            var socket = entered.call(() -> new DatagramSocket(ECHO));
            echoes.add(socket);
            Thread.ofPlatform().daemon().start(() -> reply(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void reply(DatagramSocket socket) {
        var packet = new DatagramPacket(new byte[65536], 65536);
        while (!socket.isClosed()) {
            try {
                packet.setLength(65536);
                socket.receive(packet);
                socket.send(packet);
            } catch (IOException closed) {
                return;
            }
        }
    }

    /** The sizes from 1 to {@code most} bytes for which no answer came, after three attempts. */
    List<Integer> unanswered(Path from, String target, int most) {
        try (var entered = Netns.open(from)) {
            return entered.call(() -> {
                var lost = new ArrayList<Integer>();
                try (var socket = new DatagramSocket()) {
                    socket.setSoTimeout(2_000);
                    socket.connect(new InetSocketAddress(ofLiteral(target), ECHO));
                    for (int size = 1; size <= most; size++) {
                        if (!isAnswered(socket, size)) {
                            lost.add(size);
                        }
                    }
                }
                return lost;
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isAnswered(DatagramSocket socket, int size) {
        var answer = new DatagramPacket(new byte[65536], 65536);
        for (int attempt = 0; attempt < 3; attempt++) {
            try {
                socket.send(new DatagramPacket(new byte[size], size));
                socket.receive(answer);
                if (answer.getLength() == size) {
                    return true;
                }
            } catch (IOException ignored) {
                // lost, or refused; again
            }
        }
        return false;
    }

    @Override
    public void close() {
        echoes.forEach(DatagramSocket::close);
        lab.close();
    }
}
