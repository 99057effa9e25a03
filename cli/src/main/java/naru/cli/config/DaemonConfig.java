package naru.cli.config;

import io.avaje.json.JsonException;
import io.avaje.json.mapper.JsonMapper;

import naru.network.model.DefaultPool;
import naru.network.model.Prefix;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a configuration file says, under the names of Docker's {@code daemon.json}. A key that the
 * file lacks has Docker's default here.
 *
 * @param bip address and length of docker0; null for the first default pool
 * @param fixedCidr where docker0's automatic addresses come from
 * @param mtu of docker0, in bytes
 * @param icc whether containers on docker0 reach each other
 * @param ip where ports are published that name no address; null for every address
 * @param ipForward whether forwarding is turned on when it is off
 * @param dns name servers of containers; empty for the host's
 * @param hostGateways what {@code host-gateway} stands for; empty for docker0's addresses
 * @param dnsServeStale how long after its lifetime an upstream's answer is given when no upstream
 *     answers, in seconds; 0 for never
 * @param hosts where the API listens; empty for the usual socket
 * @param networkOptions driver options by driver, for networks that do not set them
 */
public record DaemonConfig(
        @Nullable Prefix bip,
        @Nullable Prefix fixedCidr,
        int mtu,
        boolean icc,
        @Nullable InetAddress ip,
        boolean ipForward,
        boolean ipMasq,
        List<DefaultPool> defaultAddressPools,
        List<InetAddress> dns,
        List<String> dnsSearch,
        List<String> dnsOpts,
        List<InetAddress> hostGateways,
        int dnsServeStale,
        List<String> insecureRegistries,
        List<URI> registryMirrors,
        List<String> labels,
        String logLevel,
        Map<String, Map<String, String>> networkOptions,
        List<String> hosts,
        TlsOptions tls) {

    private static final int ETHERNET_MTU = 1500;

    /** The daemon without a file. */
    public static final DaemonConfig STANDARD = of(new ConfigKeys(Map.of()));

    public DaemonConfig {
        defaultAddressPools = List.copyOf(defaultAddressPools);
        dns = List.copyOf(dns);
        dnsSearch = List.copyOf(dnsSearch);
        dnsOpts = List.copyOf(dnsOpts);
        hostGateways = List.copyOf(hostGateways);
        insecureRegistries = List.copyOf(insecureRegistries);
        registryMirrors = List.copyOf(registryMirrors);
        labels = List.copyOf(labels);
        networkOptions = Map.copyOf(networkOptions);
        hosts = List.copyOf(hosts);
    }

    /**
     * Reads a file.
     *
     * @throws ConfigException when it is no JSON object, has a key that is not known, or a value
     *     that is wrong
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

    static DaemonConfig parse(String json) {
        if (json.isBlank()) {
            return STANDARD;
        }
        try {
            return of(new ConfigKeys(JsonMapper.builder().build().fromJsonObject(json)));
        } catch (JsonException | IllegalStateException e) {
            throw new ConfigException("it is not a JSON object: " + e.getMessage());
        }
    }

    private static DaemonConfig of(ConfigKeys keys) {
        var config =
                new DaemonConfig(
                        keys.value("bip", Prefix::parse),
                        keys.value("fixed-cidr", Prefix::parse),
                        keys.number("mtu", ETHERNET_MTU),
                        keys.flag("icc", true),
                        keys.value("ip", InetAddress::ofLiteral),
                        keys.flag("ip-forward", true),
                        keys.flag("ip-masq", true),
                        keys.pools("default-address-pools"),
                        keys.list("dns", InetAddress::ofLiteral),
                        keys.list("dns-search", text -> text),
                        keys.list("dns-opts", text -> text),
                        hostGateways(keys),
                        keys.number("dns-serve-stale", 0),
                        keys.list("insecure-registries", text -> text),
                        keys.list("registry-mirrors", DaemonConfig::mirror),
                        keys.list("labels", DaemonConfig::label),
                        keys.oneOf("log-level", List.of("info", "debug", "warn", "error", "fatal")),
                        keys.tables("default-network-opts"),
                        keys.list("hosts", text -> text),
                        tls(keys));
        // These name what Naru does anyway: containers outlive the daemon, and no proxy is between.
        keys.flag("live-restore", true);
        keys.flag("userland-proxy", false);
        keys.refuseOthers();
        return config;
    }

    /** One address by the older key, or one of each family by the newer. */
    private static List<InetAddress> hostGateways(ConfigKeys keys) {
        var one = keys.value("host-gateway-ip", InetAddress::ofLiteral);
        var several = keys.list("host-gateway-ips", InetAddress::ofLiteral);
        return several.isEmpty() && one != null ? List.of(one) : several;
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
