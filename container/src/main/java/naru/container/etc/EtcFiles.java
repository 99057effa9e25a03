package naru.container.etc;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.container.model.ContainerSettings;
import naru.container.state.ContainerPaths;
import naru.container.state.ContainerTable;
import naru.container.store.ContainerRecord;
import naru.linux.Sha256;
import naru.network.Networks;
import naru.network.event.NetworkListener;
import naru.network.model.DnsSettings;
import naru.network.model.Endpoint;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;

/**
 * Keeps /etc/hosts, /etc/hostname and /etc/resolv.conf of containers. They are bind mounts, so a
 * change is written into the same file. Notified of network changes under their lock.
 */
public final class EtcFiles implements NetworkListener {
    private static final String DISABLE_IPV6 = "net.ipv6.conf.all.disable_ipv6";
    private static final String IPV6_OFF = "1";
    private static final Path STUB_FREE = Path.of("/run/systemd/resolve/resolv.conf");

    private final ContainerSettings settings;
    private final ContainerPaths paths;
    private final Networks networks;
    private final ContainerTable table;
    private final Links links;

    public EtcFiles(
            ContainerSettings settings,
            ContainerPaths paths,
            Networks networks,
            ContainerTable table) {
        this.settings = settings;
        this.paths = paths;
        this.networks = networks;
        this.table = table;
        this.links = new Links(table, networks);
    }

    public Links links() {
        return links;
    }

    /** Writes the files of a container that runs anew, where what they are made of has changed. */
    public void refresh(String id) {
        networks.sandbox(id).ifPresent(own -> rewrite(own, null));
    }

    /** The same for all that are linked to a container. */
    public void refreshLinkedTo(String id) {
        links.linkedTo(id).forEach(other -> refresh(other.id));
    }

    public Path hosts(String id) {
        return paths.home(id).resolve("hosts");
    }

    private Path hostsNote(String id) {
        return paths.home(id).resolve("hosts.written");
    }

    public Path hostname(String id) {
        return paths.home(id).resolve("hostname");
    }

    public Path resolvConf(String id) {
        return paths.home(id).resolve("resolv.conf");
    }

    /** Writes all three for a container that is about to start. */
    public void write(ContainerRecord record, Sandbox sandbox) throws IOException {
        links.checkRunning(record);
        Files.writeString(hostname(record.id()), record.config().hostname() + "\n");
        Files.writeString(hosts(record.id()), ""); // each run begins with a fresh one, as in Docker
        Files.writeString(hostsNote(record.id()), "");
        writeNetwork(record, sandbox, null);
    }

    private void writeNetwork(ContainerRecord record, Sandbox sandbox, @Nullable Sandbox opening)
            throws IOException {
        boolean host = sandbox.kind() == SandboxSpec.Kind.HOST;
        boolean ipv6 = !IPV6_OFF.equals(record.hostConfig().sysctls().get(DISABLE_IPV6));
        String hosts =
                host
                        ? HostsFile.ofHost(
                                read(settings.hostFiles().resolve("hosts")), record, gateways())
                        : HostsFile.of(
                                record,
                                sandbox.endpoints().stream().filter(e -> !e.isGateway()).toList(),
                                links.resolve(record, opening),
                                gateways(),
                                ipv6);
        writeHosts(record.id(), hosts);
        writeResolvConf(record.id(), resolver(record, sandbox, host));
    }

    /**
     * Changes only lines that were written before. They are kept beside the file, with those about
     * to be written while the file may not have them yet.
     */
    private synchronized void writeHosts(String id, String text) throws IOException {
        var file = hosts(id);
        var note = hostsNote(id);
        var current = read(file);
        var known = Files.exists(note) ? Files.readString(note) : current;
        int end = known.indexOf('\0');
        var written = end < 0 ? known : known.substring(0, end);
        var intended = end < 0 ? "" : known.substring(end + 1);
        Files.writeString(note, written + "\0" + text);
        Files.writeString(file, HostsEdit.apply(current, written, intended, text));
        Files.writeString(note, text);
    }

    /**
     * Leaves a file alone that has been edited. Beside it lie the hashes of what we wrote last and
     * before; there are two, since we may die before the file follows.
     */
    private void writeResolvConf(String id, String text) throws IOException {
        var file = resolvConf(id);
        var note = paths.home(id).resolve("resolv.conf.hash");
        var before = Files.exists(file) ? hash(Files.readString(file)) : "";
        if (!Files.exists(note) || before.isEmpty() || Files.readString(note).contains(before)) {
            Files.writeString(note, before + "\n" + hash(text) + "\n");
            Files.writeString(file, text);
        }
    }

    private static String hash(String text) {
        return HexFormat.of().formatHex(Sha256.create().digest(text.getBytes(UTF_8)));
    }

    private String resolver(ContainerRecord record, Sandbox sandbox, boolean host)
            throws IOException {
        String file = read(settings.hostFiles().resolve("resolv.conf"));
        var own = dns(record);
        if (host && own.equals(DnsSettings.HOST)) {
            return file;
        }
        boolean named =
                sandbox.endpoints().stream()
                        .anyMatch(endpoint -> Network.hasNames(endpoint.networkName()));
        if (named) {
            return ResolvConf.parse(file).internal(own);
        }
        var parsed = ResolvConf.parse(file);
        if (parsed.servers().equals(List.of("127.0.0.53")) && Files.exists(STUB_FREE)) {
            parsed = ResolvConf.parse(read(STUB_FREE));
        }
        boolean ipv6 = sandbox.endpoints().stream().anyMatch(each -> each.ipv6() != null);
        return parsed.legacy(own, ipv6);
    }

    /** A container's own resolver settings, or else the daemon's. */
    public DnsSettings dns(ContainerRecord record) {
        var host = record.hostConfig();
        var servers = new ArrayList<InetAddress>();
        for (String server : host.dns()) {
            try {
                servers.add(InetAddress.ofLiteral(server));
            } catch (IllegalArgumentException wrong) {
                throw new NaruException.Invalid("invalid IP address in HostConfig.DNS: " + server);
            }
        }
        return new DnsSettings(
                servers.isEmpty() ? settings.dns() : servers,
                host.dnsSearch().isEmpty() ? settings.dnsSearch() : host.dnsSearch(),
                host.dnsOptions().isEmpty() ? settings.dnsOptions() : host.dnsOptions());
    }

    private List<InetAddress> gateways() {
        if (!settings.hostGateways().isEmpty()) {
            return settings.hostGateways();
        }
        return networks.find("bridge")
                .map(bridge ->
                        bridge.ipam().pools().stream()
                                .map(pool -> pool.gateway())
                                .filter(Objects::nonNull)
                                .toList())
                .orElse(List.of());
    }

    private static String read(Path file) throws IOException {
        return Files.exists(file) ? Files.readString(file) : "";
    }

    /** Who is linked to a container learns where it is now. */
    @Override
    public void sandboxOpened(Sandbox sandbox) {
        for (var other : links.linkedTo(sandbox.containerId())) {
            networks.sandbox(other.id).ifPresent(own -> rewrite(own, sandbox));
        }
    }

    @Override
    public void endpointAttached(Sandbox sandbox, Endpoint endpoint) {
        rewrite(sandbox, null);
    }

    @Override
    public void endpointDetached(Sandbox sandbox, Endpoint endpoint) {
        rewrite(sandbox, null);
    }

    private void rewrite(Sandbox sandbox, @Nullable Sandbox opening) {
        var container = table.get(sandbox.containerId());
        if (container != null && Files.exists(hosts(container.id))) {
            try {
                writeNetwork(container.record, sandbox, opening);
            } catch (IOException failure) {
                throw new NaruException.HostFailure(
                        "cannot rewrite " + hosts(container.id) + ": " + failure, failure);
            }
        }
    }
}
