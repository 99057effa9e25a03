package naru.network.host;

import naru.linux.FreshSysctls;
import naru.linux.Kernel;
import naru.linux.Netns;
import naru.linux.Sysctl;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.RouteSocket;
import naru.network.model.Endpoint;
import naru.network.model.SandboxId;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The namespaces of sandboxes, kept alive by files in one directory, and by this process, which can
 * bring back a file that somebody else has removed.
 */
public final class Namespaces implements AutoCloseable {
    private static final Map<String, String> OPEN_TO_ALL =
            Map.of(
                    "net/ipv4/ip_unprivileged_port_start", "0",
                    "net/ipv4/ping_group_range", "0 2147483647");
    private static final String NO_IPV6 = "net/ipv6/conf/default/disable_ipv6";

    private static final String ALL_NO_IPV6 = "net/ipv6/conf/all/disable_ipv6";

    private final FreshSysctls sysctls = new FreshSysctls();
    private final Kernel kernel;
    private final Path directory;
    private final Map<Path, Netns> held = new ConcurrentHashMap<>();

    public Namespaces(Kernel kernel, Path directory) {
        this.kernel = kernel;
        this.directory = directory;
    }

    /** Makes the directory ready. Repeating it changes nothing. */
    public void prepare() {
        Netns.prepareDirectory(kernel, directory);
    }

    public Path file(SandboxId sandbox) {
        return directory.resolve(sandbox.shortId());
    }

    /** Stands for the host's own namespace; no file is made. */
    public Path host() {
        return directory.resolve("default");
    }

    /**
     * Makes a namespace in which any user may bind low ports and ping, as containers expect.
     * Without {@code ipv6} new links have no IPv6; {@code lo} keeps it, and comes up with the next
     * {@link Inside#apply}.
     */
    public Inside create(Path file, boolean ipv6) {
        var settings = new LinkedHashMap<>(OPEN_TO_ALL);
        if (!ipv6) {
            settings.put(NO_IPV6, "1");
        }
        var created =
                Netns.createAnd(
                        kernel,
                        file,
                        () -> {
                            sysctls.write(kernel, settings);
                            hold(file, Netns.current());
                            return RouteSocket.open(kernel);
                        });
        var inside = new Inside(created.netns(), created.opened());
        inside.later(List.of(LinkChange.up(LinkRef.LOOPBACK)));
        return inside;
    }

    /** Keeps a namespace that is there from before. */
    public void hold(Path file) {
        try (var there = Netns.open(file)) {
            hold(file, there.call(Netns::current));
        }
    }

    /** {@code netns} is not opened by the file, which nobody could unmount then. */
    private void hold(Path file, Netns netns) {
        var before = held.put(file, netns);
        if (before != null) {
            before.close();
        }
    }

    /** Binds a namespace that we hold to its file again, where it is not. */
    public void mend(Path file) {
        var netns = held.get(file);
        if (netns != null && !netns.isAt(file)) {
            netns.bind(kernel, file);
        }
    }

    /** Where the files are. */
    public Path directory() {
        return directory;
    }

    /** Enters a namespace that is there. */
    public Inside open(Path file) {
        var netns = Netns.open(file);
        try {
            return new Inside(netns, netns.call(() -> RouteSocket.open(kernel)));
        } catch (RuntimeException e) {
            netns.close();
            throw e;
        }
    }

    /** Before a link of the endpoint appears: whether new links have IPv6. */
    public void allowIpv6(Inside inside, Endpoint endpoint) {
        inside.netns()
                .call(() -> {
                    var wanted = endpoint.ipv6() == null ? "1" : "0";
                    if (!Sysctl.read(NO_IPV6).equals(wanted)) {
                        Sysctl.write(kernel, NO_IPV6, wanted);
                    }
                    return true;
                });
    }

    /** Whether settings such as these leave the interfaces of a sandbox without IPv6. */
    public static boolean switchIpv6Off(Map<String, String> sysctls) {
        return sysctls.entrySet().stream()
                .filter(sysctl -> sysctl.getValue().strip().equals("1"))
                .map(sysctl -> path(sysctl.getKey()))
                .anyMatch(path -> path.equals(ALL_NO_IPV6) || path.equals(NO_IPV6));
    }

    /** Whether a process inside, or a setting of the container, has switched IPv6 off. */
    public boolean hasIpv6Off(Inside inside) {
        return inside.netns().call(() -> Sysctl.read(ALL_NO_IPV6).equals("1"));
    }

    /** Sets parameters inside; names with dots or slashes, as sysctl(8) takes them. */
    public void set(Inside inside, Map<String, String> sysctls) {
        if (sysctls.isEmpty()) {
            return;
        }
        inside.netns()
                .call(() -> {
                    sysctls.forEach((name, value) -> Sysctl.write(kernel, path(name), value));
                    return true;
                });
    }

    /** Drops the file; the namespace goes with its last process and socket. */
    public void delete(Path file) {
        var netns = held.remove(file);
        if (netns != null) {
            netns.close();
        }
        Netns.delete(kernel, file);
    }

    /** The files that are there, whoever made them. */
    public List<Path> files() {
        try (var list = Files.list(directory)) {
            return list.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Lets go of all; the files keep what they keep. */
    @Override
    public void close() {
        held.values().forEach(Netns::close);
        held.clear();
        sysctls.close();
    }

    /** sysctl(8) reads {@code net.ipv4.conf.eth0/5.forwarding}: slash for dot and dot for slash. */
    static String path(String name) {
        int dot = name.indexOf('.');
        int slash = name.indexOf('/');
        if (slash >= 0 && (dot < 0 || slash < dot)) {
            return name;
        }
        return name.replace('.', '\0').replace('/', '.').replace('\0', '/');
    }
}
