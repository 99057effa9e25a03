package naru.network.host;

import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.network.model.Endpoint;
import naru.network.model.SandboxId;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The namespaces of sandboxes, kept alive by files in one directory, and by this process, which can
 * bring back a file that another process has removed.
 */
public final class Namespaces implements AutoCloseable {
    /** As in Docker, any user may serve low ports and ping. */
    public static final Map<String, String> OPEN_TO_ALL =
            Map.of(
                    "net/ipv4/ip_unprivileged_port_start", "0",
                    "net/ipv4/ping_group_range", "0 2147483647");

    private static final String NO_IPV6 = "net/ipv6/conf/default/disable_ipv6";

    private static final String ALL_NO_IPV6 = "net/ipv6/conf/all/disable_ipv6";

    private final NamespaceFiles files;
    private final Path directory;

    public Namespaces(NamespaceFiles files, Path directory) {
        this.files = files;
        this.directory = directory;
    }

    /** Prepares the directory. Repeating it changes nothing. */
    public void prepare() {
        files.prepare(directory);
    }

    public Path file(SandboxId sandbox) {
        return directory.resolve(sandbox.shortId());
    }

    /** The path that stands for the host's own namespace; it has no file. */
    public Path host() {
        return directory.resolve("default");
    }

    /**
     * Creates a namespace in which any user may bind low ports and ping, as containers expect.
     * Without {@code ipv6} new links have no IPv6; {@code lo} keeps it, and comes up with the next
     * {@link SandboxSession#apply}.
     */
    public SandboxSession create(Path file, boolean ipv6) {
        var settings = new LinkedHashMap<>(OPEN_TO_ALL);
        if (!ipv6) {
            settings.put(NO_IPV6, "1");
        }
        var inside = new SandboxSession(files.create(file, settings));
        inside.later(List.of(LinkChange.up(LinkRef.LOOPBACK)));
        return inside;
    }

    /** Holds an existing namespace. */
    public void hold(Path file) {
        files.hold(file);
    }

    /** Binds a held namespace to its file again, unless it is bound. */
    public void mend(Path file) {
        files.restore(file);
    }

    public boolean exists(Path file) {
        return files.exists(file);
    }

    /** The directory of the files. */
    public Path directory() {
        return directory;
    }

    /** Enters an existing namespace. */
    public SandboxSession open(Path file) {
        return new SandboxSession(files.open(file));
    }

    /** Sets whether new links have IPv6; called before the endpoint's link is created. */
    public void allowIpv6(SandboxSession inside, Endpoint endpoint) {
        boolean unwanted = endpoint.ipv6() == null;
        if (unwanted && inside.sysctl().find(NO_IPV6).isEmpty()) {
            return; // this kernel has no IPv6
        }
        inside.sysctl().ensure(NO_IPV6, unwanted ? "1" : "0");
    }

    /** Whether these settings disable IPv6 on the interfaces of a sandbox. */
    public static boolean switchIpv6Off(Map<String, String> sysctls) {
        return sysctls.entrySet().stream()
                .filter(sysctl -> sysctl.getValue().strip().equals("1"))
                .map(sysctl -> path(sysctl.getKey()))
                .anyMatch(path -> path.equals(ALL_NO_IPV6) || path.equals(NO_IPV6));
    }

    /** Whether a process inside, or a setting of the container, has disabled IPv6. */
    public boolean hasIpv6Off(SandboxSession inside) {
        return inside.sysctl().is(ALL_NO_IPV6, "1");
    }

    /** Sets parameters inside; names with dots or slashes, as sysctl(8) takes them. */
    public void set(SandboxSession inside, Map<String, String> sysctls) {
        sysctls.forEach((name, value) -> inside.sysctl().write(path(name), value));
    }

    /** Removes the file; the namespace ends with its last process and socket. */
    public void delete(Path file) {
        files.delete(file);
    }

    /** The existing files, including those of other processes. */
    public List<Path> files() {
        return files.list(directory);
    }

    /** Releases all namespaces; their files stay. */
    @Override
    public void close() {
        files.close();
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
