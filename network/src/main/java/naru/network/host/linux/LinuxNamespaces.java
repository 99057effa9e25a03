package naru.network.host.linux;

import naru.linux.FrameSender;
import naru.linux.FreshSysctls;
import naru.linux.Kernel;
import naru.linux.Netns;
import naru.linux.route.socket.RouteSocket;
import naru.network.host.NamespaceFiles;
import naru.network.host.OpenNamespace;
import naru.network.host.Sysctls;
import naru.network.host.Worker;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The real kernel's namespaces. Any thread. */
public final class LinuxNamespaces implements NamespaceFiles {
    private final FreshSysctls sysctls = new FreshSysctls();
    private final Kernel kernel;
    private final Worker closer;
    private final Map<Path, Netns> held = new ConcurrentHashMap<>();

    /**
     * @param closer closes what takes long to close
     */
    LinuxNamespaces(Kernel kernel, Worker closer) {
        this.kernel = kernel;
        this.closer = closer;
    }

    @Override
    public void prepare(Path directory) {
        Netns.prepareDirectory(kernel, directory);
    }

    @Override
    public OpenNamespace create(Path file, Map<String, String> settings) {
        var created =
                Netns.createAnd(
                        kernel,
                        file,
                        () -> {
                            sysctls.write(kernel, settings);
                            hold(file, Netns.current());
                            return RouteSocket.open(kernel);
                        });
        return new Opened(created.netns(), created.opened(), kernel, closer);
    }

    @Override
    public OpenNamespace open(Path file) {
        var netns = Netns.open(file);
        try {
            return new Opened(netns, netns.call(() -> RouteSocket.open(kernel)), kernel, closer);
        } catch (RuntimeException e) {
            netns.close();
            throw e;
        }
    }

    private record Opened(Netns handle, RouteSocket route, Kernel kernel, Worker closer)
            implements OpenNamespace {
        @Override
        public Sysctls sysctl() {
            return new LinuxSysctls(kernel, handle);
        }

        /**
         * The socket is closed in the background, because close(2) of a packet socket waits for an
         * RCU grace period of 8 to 16 ms (packet_release in net/packet/af_packet.c).
         */
        @Override
        public void send(int link, List<byte[]> frames) {
            var sender = handle.call(FrameSender::open);
            try {
                frames.forEach(frame -> sender.send(link, frame));
            } finally {
                closer.submit(sender::close);
            }
        }

        @Override
        public void close() {
            try (handle) {
                route.close();
            }
        }
    }

    @Override
    public void hold(Path file) {
        try (var there = Netns.open(file)) {
            hold(file, there.call(Netns::current));
        }
    }

    /** {@code netns} must not be opened by the file, which could not be unmounted then. */
    private void hold(Path file, Netns netns) {
        var before = held.put(file, netns);
        if (before != null) {
            before.close();
        }
    }

    @Override
    public void restore(Path file) {
        var netns = held.get(file);
        if (netns != null && !netns.isAt(file)) {
            netns.bind(kernel, file);
        }
    }

    @Override
    public void delete(Path file) {
        var netns = held.remove(file);
        if (netns != null) {
            netns.close();
        }
        Netns.delete(kernel, file);
    }

    @Override
    public boolean exists(Path file) {
        return Files.exists(file);
    }

    @Override
    public List<Path> list(Path directory) {
        try (var list = Files.list(directory)) {
            return list.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        held.values().forEach(Netns::close);
        held.clear();
        sysctls.close();
    }
}
