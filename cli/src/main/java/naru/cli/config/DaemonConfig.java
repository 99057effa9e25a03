package naru.cli.config;

import io.avaje.json.JsonException;

import naru.cli.text.Json;
import naru.container.config.HostDefaults;
import naru.container.image.model.Proxies;
import naru.network.settings.DefaultBridge;
import naru.network.settings.DefaultPool;
import naru.network.settings.FirewallSettings;
import naru.network.settings.PacketMark;
import naru.proxy.option.ProxyOptions;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The content of a configuration file, with the names of Docker's {@code daemon.json}. Missing keys
 * have Docker's defaults.
 *
 * @param dataRoot null for the default, as {@code execRoot}
 * @param group whose members may use the Unix socket
 * @param bridge the network {@code bridge}
 * @param ipForward whether forwarding is enabled if it is off
 * @param firewall access from other hosts
 * @param userlandProxy whether ports are published across address families, by the relay
 * @param networkOptions default driver options by driver
 * @param names name resolution of containers
 * @param containers defaults of containers
 * @param registries access to registries
 * @param proxy the HTTP proxy of containers
 * @param cluster this host as a node of a cluster
 * @param store networks of several hosts without a Swarm
 * @param hosts addresses of the API; empty for the default socket
 * @param notes log messages about keys without effect
 */
public record DaemonConfig(
        @Nullable Path dataRoot,
        @Nullable Path execRoot,
        String group,
        DefaultBridge bridge,
        boolean ipForward,
        FirewallSettings firewall,
        boolean userlandProxy,
        List<DefaultPool> defaultAddressPools,
        Map<String, Map<String, String>> networkOptions,
        NameSettings names,
        HostDefaults containers,
        Registries registries,
        ProxyOptions proxy,
        ClusterKeys cluster,
        StoreSettings store,
        List<String> labels,
        String logLevel,
        List<String> hosts,
        TlsOptions tls,
        List<String> notes) {

    /** The defaults without a file. */
    public static final DaemonConfig STANDARD = of(new ConfigKeys(Map.of()));

    public DaemonConfig {
        defaultAddressPools = List.copyOf(defaultAddressPools);
        networkOptions = Map.copyOf(networkOptions);
        labels = List.copyOf(labels);
        hosts = List.copyOf(hosts);
        notes = List.copyOf(notes);
    }

    /** Access to registries; {@code proxies} is null for those of the environment. */
    public record Registries(List<String> insecure, List<URI> mirrors, @Nullable Proxies proxies) {}

    /**
     * Reads a file.
     *
     * @throws ConfigException if it is not a JSON object, or has an unknown key or an invalid value
     */
    public static DaemonConfig read(Path file) {
        try {
            return parse(Files.readString(file));
        } catch (IOException e) {
            throw new ConfigException(refusal(file) + "cannot read it: " + e);
        } catch (ConfigException e) {
            throw new ConfigException(refusal(file) + e.getMessage());
        }
    }

    /**
     * The same with options of networks from the command line: {@code driver=option=value}.
     *
     * @throws ConfigException if one is malformed, or set in the file as well
     */
    public DaemonConfig withNetworkOptions(List<String> words) {
        if (words.isEmpty()) {
            return this;
        }
        if (!networkOptions.isEmpty()) {
            throw new ConfigException(
                    "options of networks are set by --default-network-opt and by"
                            + " default-network-opts in the file: use one of them");
        }
        var all = new TreeMap<String, Map<String, String>>();
        for (var word : words) {
            var parts = word.split("=", 3);
            if (parts.length < 3 || parts[0].isEmpty() || parts[1].isEmpty()) {
                throw new ConfigException(
                        "invalid --default-network-opt %s: expected driver=option=value"
                                .formatted(word));
            }
            all.computeIfAbsent(parts[0], driver -> new TreeMap<>()).put(parts[1], parts[2]);
        }
        return new DaemonConfig(
                dataRoot,
                execRoot,
                group,
                bridge,
                ipForward,
                firewall,
                userlandProxy,
                defaultAddressPools,
                all,
                names,
                containers,
                registries,
                proxy,
                cluster,
                store,
                labels,
                logLevel,
                hosts,
                tls,
                notes);
    }

    static DaemonConfig parse(String json) {
        if (json.isBlank()) {
            return STANDARD;
        }
        try {
            if (Json.parse(json) instanceof Map<?, ?> object) {
                return of(new ConfigKeys(Json.at(object)));
            }
            throw new ConfigException("it is not a JSON object");
        } catch (JsonException | IllegalStateException e) {
            throw new ConfigException("it is not a JSON object: " + e.getMessage());
        }
    }

    private static DaemonConfig of(ConfigKeys keys) {
        var notes = IgnoredKeys.take(keys);
        var config =
                new DaemonConfig(
                        keys.value("data-root", Path::of),
                        keys.value("exec-root", Path::of),
                        keys.text("group", "docker"),
                        NetworkKeys.bridge(keys),
                        keys.flag("ip-forward", true),
                        new FirewallSettings(
                                keys.flag("allow-direct-routing", false),
                                keys.value("bridge-accept-fwmark", PacketMark::parse)),
                        keys.flag("userland-proxy", true),
                        keys.pools("default-address-pools"),
                        keys.tables("default-network-opts"),
                        NetworkKeys.names(keys),
                        ContainerKeys.defaults(keys),
                        new Registries(
                                keys.list("insecure-registries", text -> text),
                                keys.list("registry-mirrors", DaemonConfig::mirror),
                                proxies(keys)),
                        ProxyKeys.options(keys),
                        ClusterKeys.of(keys),
                        StoreKeys.settings(keys),
                        keys.list("labels", DaemonConfig::label),
                        logLevel(keys),
                        keys.list("hosts", text -> text),
                        tls(keys),
                        notes);
        keys.refuseOthers();
        return config;
    }

    private static String logLevel(ConfigKeys keys) {
        var level = keys.oneOf("log-level", List.of("info", "debug", "warn", "error", "fatal"));
        return keys.flag("debug", false) ? "debug" : level;
    }

    private static @Nullable Proxies proxies(ConfigKeys keys) {
        var inner = keys.object("proxies");
        if (inner == null) {
            return null;
        }
        var proxies =
                new Proxies(
                        inner.value("http-proxy", Proxies::address),
                        inner.value("https-proxy", Proxies::address),
                        Proxies.exceptions(inner.text("no-proxy", "")));
        inner.refuseOthers();
        return proxies;
    }

    private static TlsOptions tls(ConfigKeys keys) {
        return new TlsOptions(
                keys.flag("tls"),
                keys.flag("tlsverify"),
                keys.value("tlscacert", Path::of),
                keys.value("tlscert", Path::of),
                keys.value("tlskey", Path::of),
                keys.flag("plain-tcp-on-loopback"));
    }

    private static URI mirror(String text) {
        var address = URI.create(text);
        var scheme = address.getScheme();
        if ((!"http".equals(scheme) && !"https".equals(scheme)) || address.getHost() == null) {
            throw new IllegalArgumentException(
                    "invalid mirror: unsupported scheme \"" + scheme + "\" in \"" + text + "\"");
        }
        return address;
    }

    private static String label(String text) {
        if (text.indexOf('=') < 1) {
            throw new IllegalArgumentException("bad attribute format: " + text);
        }
        return text;
    }

    private static String refusal(Path file) {
        return "unable to configure the daemon with file " + file + ": ";
    }
}
