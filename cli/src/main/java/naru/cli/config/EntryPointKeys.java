package naru.cli.config;

import naru.proxy.label.Settings;
import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.label.Settings.EntryPoint.Kind;
import naru.proxy.option.EntryPoints;
import naru.proxy.option.EntryPoints.Entry;
import naru.proxy.option.ListenAddress;
import naru.proxy.rule.AddressRange;
import naru.proxy.rule.RuleSyntaxException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;

/** Reads the key {@code entry-points} of {@code proxy}, and what entry points have by default. */
final class EntryPointKeys {
    private static final String KEY = "entry-points";

    private final ConfigKeys proxy;
    private final List<AddressRange> trusted;
    private final List<AddressRange> proxyProtocol;
    private final LinkedHashMap<EntryPoint, Entry> all = new LinkedHashMap<>();

    private EntryPointKeys(
            ConfigKeys proxy, List<AddressRange> trusted, List<AddressRange> proxyProtocol) {
        this.proxy = proxy;
        this.trusted = trusted;
        this.proxyProtocol = proxyProtocol;
    }

    /**
     * @param httpPort of the entry point {@code http}, unless the key has others
     */
    static EntryPoints read(
            ConfigKeys proxy,
            int httpPort,
            int httpsPort,
            List<AddressRange> trusted,
            List<AddressRange> proxyProtocol) {
        return new EntryPointKeys(proxy, trusted, proxyProtocol).read(httpPort, httpsPort);
    }

    private EntryPoints read(int httpPort, int httpsPort) {
        add(EntryPoint.HTTP, List.of(ListenAddress.of(httpPort)), false, trusted, proxyProtocol);
        add(EntryPoint.HTTPS, List.of(ListenAddress.of(httpsPort)), false, trusted, proxyProtocol);
        var keys = proxy.object(KEY);
        if (keys != null) {
            for (var name : keys.names()) {
                if (keys.isText(name)) {
                    var address = ListenAddress.of(httpPort);
                    add(by(name, ""), List.of(address(keys, name, address)));
                } else {
                    read(name, object(keys, name));
                }
            }
        }
        refuseTwice();
        return new EntryPoints(
                new ArrayList<>(all.values()),
                proxy.text("default-host", "").toLowerCase(Locale.ROOT),
                proxy.flag("http3", false));
    }

    private static ConfigKeys object(ConfigKeys keys, String name) {
        var inner = keys.object(name);
        if (inner == null) {
            throw new ConfigException(KEY + ": " + name + ": expected an address or an object");
        }
        return inner;
    }

    private static ListenAddress address(ConfigKeys keys, String name, ListenAddress otherwise) {
        var address = keys.value(name, ListenAddress::parse);
        return address == null ? otherwise : address;
    }

    private void read(String name, ConfigKeys keys) {
        var by = by(name, keys.text("protocol", ""));
        var addresses = keys.list("addresses", ListenAddress::parse);
        boolean redirects = keys.flag("redirect-to-https", false);
        if (addresses.isEmpty()) {
            throw new ConfigException(KEY + ": " + name + " needs addresses, such as [\":8080\"]");
        }
        if (redirects && by.kind() != Kind.HTTP) {
            throw new ConfigException(KEY + ": " + name + ": only HTTP can be redirected");
        }
        var forwarded = keys.list("trusted-sources", EntryPointKeys::range);
        var proxies = keys.list("proxy-protocol-sources", EntryPointKeys::range);
        keys.refuseOthers();
        add(
                by,
                addresses,
                redirects,
                forwarded.isEmpty() ? trusted : forwarded,
                proxies.isEmpty() ? proxyProtocol : proxies);
    }

    private void add(EntryPoint by, List<ListenAddress> addresses) {
        add(by, addresses, false, trusted, proxyProtocol);
    }

    private void add(
            EntryPoint by,
            List<ListenAddress> addresses,
            boolean redirects,
            List<AddressRange> forwarded,
            List<AddressRange> proxies) {
        all.put(by, new Entry(by, addresses, redirects, forwarded, proxies));
    }

    /** The usual names are of HTTP or HTTPS; others take TCP unless a protocol is given. */
    private static EntryPoint by(String name, String protocol) {
        if (!name.matches("[a-z0-9][a-z0-9_-]*")) {
            throw new ConfigException(
                    KEY + ": \"" + name + "\" is no name of lower-case letters, digits, - and _");
        }
        var usual = Settings.DEFAULT.entryPoints().get(name);
        if (usual != null) {
            if (!protocol.isEmpty() && !protocol.equals(usual.name())) {
                throw new ConfigException(KEY + ": " + name + " is always of " + usual.name());
            }
            return usual;
        }
        return switch (protocol) {
            case "", "tcp" -> new EntryPoint(name, Kind.TCP, false);
            case "http" -> new EntryPoint(name, Kind.HTTP, false);
            case "https" -> new EntryPoint(name, Kind.HTTPS, false);
            default ->
                    throw new ConfigException(
                            KEY + ": " + name + ": expected http, https or tcp, got " + protocol);
        };
    }

    private void refuseTwice() {
        var ports = new HashSet<ListenAddress>();
        for (var entry : all.values()) {
            for (var address : entry.addresses()) {
                if (!ports.add(address)) {
                    throw new ConfigException(
                            "proxy: port " + address.port() + " is used by two entry points");
                }
            }
        }
    }

    static AddressRange range(String text) {
        try {
            return AddressRange.of(text);
        } catch (RuleSyntaxException e) {
            throw new IllegalArgumentException(e.reason(), e);
        }
    }
}
