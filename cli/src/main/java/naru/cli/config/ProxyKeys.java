package naru.cli.config;

import naru.proxy.option.ProxyOptions;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** Reads the key {@code proxy}. */
final class ProxyKeys {
    private static final Pattern SYSLOG_SERVER =
            Pattern.compile("([0-9.]+|\\[[0-9a-fA-F:]+]):[0-9]{1,5}");

    private ProxyKeys() {}

    /** Without the key, the proxy does not run. */
    static ProxyOptions options(ConfigKeys keys) {
        var inner = keys.object("proxy");
        if (inner == null) {
            return ProxyOptions.OFF;
        }
        int httpPort = port(inner, "http-port", ProxyOptions.HTTP_PORT);
        int httpsPort = port(inner, "https-port", ProxyOptions.HTTPS_PORT);
        if (httpPort == httpsPort) {
            throw new ConfigException("proxy: http-port and https-port are the same");
        }
        var trusted = inner.list("trusted-sources", EntryPointKeys::range);
        var proxyProtocol = inner.list("proxy-protocol-sources", EntryPointKeys::range);
        var options =
                new ProxyOptions(
                        inner.flag("enabled", true),
                        httpPort,
                        httpsPort,
                        trusted,
                        proxyProtocol,
                        inner.flag("exposed-by-default", false),
                        accessLog(inner),
                        domains(inner),
                        EntryPointKeys.read(inner, httpPort, httpsPort, trusted, proxyProtocol),
                        inner.bytes("cache-size", ProxyOptions.DEFAULT_CACHE_BYTES),
                        Optional.ofNullable(inner.value("files", ProxyKeys::path)),
                        AcmeKeys.settings(inner));
        inner.refuseOthers();
        return options;
    }

    private static int port(ConfigKeys keys, String key, int otherwise) {
        int port = keys.number(key, otherwise);
        if (port > 65_535) {
            throw new ConfigException(key + ": " + port + " is not a port");
        }
        return port;
    }

    private static String accessLog(ConfigKeys keys) {
        var address = keys.text("access-log", "");
        if (!address.isEmpty() && !SYSLOG_SERVER.matcher(address).matches()) {
            throw new ConfigException(
                    "access-log: " + address + " is no address and port, such as 127.0.0.1:514");
        }
        return address;
    }

    private static Path path(String text) {
        var path = Path.of(text);
        if (!path.isAbsolute()) {
            throw new IllegalArgumentException("\"" + text + "\" is no absolute path");
        }
        return path;
    }

    private static Map<String, List<String>> domains(ConfigKeys keys) {
        var domains = keys.object("domains");
        if (domains == null) {
            return Map.of();
        }
        var all = new TreeMap<String, List<String>>();
        domains.names().forEach(project -> all.put(project, domains.list(project, name -> name)));
        return all;
    }
}
