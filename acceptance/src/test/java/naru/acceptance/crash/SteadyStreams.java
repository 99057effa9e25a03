package naru.acceptance.crash;

import naru.acceptance.lab.Deadline;
import naru.acceptance.lab.LabHost;
import naru.acceptance.lab.Shell;
import naru.acceptance.lab.UdpEcho;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A TCP and a UDP stream into a container, fifty numbered messages a second, each of them echoed,
 * from another container and from a neighbour by published ports; and ping. Python, as {@link
 * UdpEcho} is.
 */
final class SteadyStreams implements AutoCloseable {
    static final int PORT = 7000;

    private static final String SERVER =
            """
            import socket, threading
            tcp = socket.create_server(("0.0.0.0", 7000))
            udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            udp.bind(("0.0.0.0", 7000))
            def echo(client):
                try:
                    while data := client.recv(4096):
                        client.sendall(data)
                except OSError:
                    pass
            def streams():
                while True:
                    threading.Thread(target=echo, args=tcp.accept()[:1], daemon=True).start()
            threading.Thread(target=streams, daemon=True).start()
            print("ready", flush=True)
            while True:
                data, client = udp.recvfrom(2000)
                try:
                    udp.sendto(data, client)
                except OSError:
                    pass  # the way back is gone for a moment
            """;

    /**
     * Ends with its standard input; prints the longest silence of the TCP stream and the longest
     * run of lost UDP messages, in ms. The latter counts messages, one each 20 ms: a busy machine
     * delays them and loses none.
     */
    private static final String CLIENT =
            """
            import socket, sys, threading, time
            host = sys.argv[1]
            tcp = socket.create_connection((host, 7000), timeout=5)
            tcp.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            tcp.settimeout(10)
            udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            udp.connect((host, 7000))
            udp.settimeout(0.2)
            state = {"on": True, "sent": 0, "udp": 0, "tcp": 0, "order": "kept"}
            silence = {"udp": 0, "tcp": 0.0}
            def hear_tcp():
                lines, last = tcp.makefile("r"), time.monotonic()
                try:
                    for line in lines:
                        now = time.monotonic()
                        silence["tcp"], last = max(silence["tcp"], now - last), now
                        if int(line) != state["tcp"]:
                            state["order"] = "broken at " + line
                        state["tcp"] += 1
                except OSError as failure:
                    state["order"] = "broken by " + str(failure)
            def hear_udp():
                last = -1
                while state["on"]:
                    try:
                        number = int(udp.recv(2000))
                        silence["udp"] = max(silence["udp"], number - last - 1)
                        last = max(last, number)
                        state["udp"] += 1
                    except OSError:
                        pass
            def send():
                while state["on"]:
                    number = b"%d\\n" % state["sent"]
                    try:
                        tcp.sendall(number)
                    except OSError as failure:
                        state["order"] = "broken by " + str(failure)
                    try:
                        udp.send(number)
                    except OSError:
                        pass
                    state["sent"] += 1
                    time.sleep(0.02)
                try:
                    tcp.shutdown(socket.SHUT_WR)
                except OSError:
                    pass
            threads = [threading.Thread(target=t) for t in (hear_tcp, hear_udp, send)]
            for thread in threads:
                thread.start()
            print("streaming", flush=True)
            sys.stdin.read()
            state["on"] = False
            for thread in threads:
                thread.join()
            print(state["sent"], state["tcp"], state["udp"], state["order"],
                  int(silence["tcp"] * 1000), silence["udp"] * 20, sep=";")
            """;

    private final Process server;
    private final Process inside;
    private final Process outside;
    private final Process ping;
    private final Path pinged;

    /**
     * {@code target} has the streams' port published; {@code asker}, the client, is on the same
     * network.
     */
    SteadyStreams(LabHost neighbour, LabHost host, String target, String asker) throws IOException {
        var address = host.docker().address(target);
        server = host.inside(target).start("python3 -c {}", SERVER);
        await(server, "ready");
        inside = host.inside(asker).start("python3 -c {} {}", CLIENT, address);
        await(inside, "streaming");
        outside = neighbour.shell().start("python3 -c {} {}", CLIENT, host.lanAddress());
        await(outside, "streaming");
        pinged = Files.createTempFile("ping", ".txt");
        ping = host.shell().startWithLog(pinged, "ping -i 0.02 -n {}", address);
    }

    private static void await(Process process, String word) throws IOException {
        if (!word.equals(process.inputReader().readLine())) {
            throw new IOException(new String(process.getErrorStream().readAllBytes()));
        }
    }

    /**
     * Messages sent by each stream, those that came back, the longest silence by TCP and the
     * longest run of lost messages by UDP, in ms.
     */
    record Report(int sent, int tcp, int udp, String order, int tcpSilence, int udpLoss) {}

    Report endInside() throws Exception {
        return end(inside);
    }

    Report endOutside() throws Exception {
        return end(outside);
    }

    private static Report end(Process client) throws Exception {
        client.getOutputStream().close();
        if (!Deadline.ends(Duration.ofSeconds(20), client)) {
            throw new AssertionError("the streams do not end");
        }
        var words = client.inputReader().readLine().split(";");
        return new Report(
                Integer.parseInt(words[0]),
                Integer.parseInt(words[1]),
                Integer.parseInt(words[2]),
                words[3],
                Integer.parseInt(words[4]),
                Integer.parseInt(words[5]));
    }

    /** The pings sent, and those that were answered. */
    record Pings(int sent, int answered) {}

    Pings endPing() throws Exception {
        new Shell().quietly("kill -INT {}", ping.pid());
        if (!Deadline.ends(Duration.ofSeconds(20), ping)) {
            throw new AssertionError("ping does not end");
        }
        var counts = Files.readString(pinged).replaceFirst("(?s).*\\n(\\d+ packets.*)", "$1");
        var numbers = counts.split("[^0-9]+");
        return new Pings(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }

    @Override
    public void close() throws IOException {
        for (var process : new Process[] {inside, outside, ping, server}) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        Files.deleteIfExists(pinged);
    }
}
