package naru.acceptance.lab;

import java.io.IOException;

/**
 * A UDP server that sends back what it gets, in the network of a container. Busybox has none; this
 * one is Python, which docker-compose needs anyway, and stays outside of the container's files.
 */
public final class UdpEcho implements AutoCloseable {
    private static final String SERVER =
            """
            import socket, sys
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.bind(("0.0.0.0", int(sys.argv[1])))
            print("bound", flush=True)
            while True:
                message, client = s.recvfrom(2000)
                s.sendto(b"from %s: %s" % (client[0].encode(), message), client)
            """;

    private static final String CLIENT =
            """
            import socket, sys
            s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            s.settimeout(2)
            s.connect((sys.argv[1], int(sys.argv[2])))
            s.send(sys.argv[3].encode())
            print(s.recv(2000).decode())
            """;

    private final Process process;

    /** Starts a server; it is bound when this returns. */
    public UdpEcho(LabHost host, String container, int port) throws IOException {
        process = host.inside(container).start("python3 -c {} {}", SERVER, port);
        if (!"bound".equals(process.inputReader().readLine())) {
            throw new IOException(new String(process.getErrorStream().readAllBytes()));
        }
    }

    /** Sends a message from {@code host}, and gives what comes back. */
    public static Shell.Result ask(LabHost host, String address, int port, String message) {
        return host.shell().run("python3 -c {} {} {} {}", CLIENT, address, port, message);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroy);
        process.destroy();
    }
}
