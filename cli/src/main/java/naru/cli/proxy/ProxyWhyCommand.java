package naru.cli.proxy;

import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.rule.Request;
import naru.proxy.table.ConnectionRouting;
import naru.proxy.table.Decision;
import naru.proxy.table.Decision.Outcome;
import naru.proxy.table.RoutingTable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;

/** {@code naru proxy why}. */
@Command(
        name = "why",
        description = {
            "Show which route takes a request, and why the routes before it do not.",
            "Sends no request. The exit status is 1 if no route takes it."
        },
        mixinStandardHelpOptions = true)
final class ProxyWhyCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Spec
    private CommandSpec spec;

    @Mixin private final Sources sources = new Sources();

    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Parameters(
            paramLabel = "URL",
            description = {
                "Such as http://shop.localhost/api?page=2.",
                "For TCP routes, tls://NAME or tcp://ENTRYPOINT."
            })
    private URI url;

    @Option(names = "--method", paramLabel = "METHOD", description = "The method (GET).")
    private String method = "GET";

    @Option(
            names = "--header",
            paramLabel = "NAME:VALUE",
            description = "A header field; may be repeated.")
    private List<String> headers = List.of();

    @Option(
            names = "--entry-point",
            paramLabel = "NAME",
            description = "Where the request or connection arrives (that of its scheme).")
    private String entryPoint = "";

    @Option(
            names = "--alpn",
            paramLabel = "PROTOCOL",
            description = "A protocol that a TLS client offers; may be repeated.")
    private List<String> protocols = List.of();

    @Option(
            names = "--client",
            paramLabel = "ADDRESS",
            description = "The client's address (127.0.0.1).")
    private String client = "127.0.0.1";

    @Option(
            names = {"-f", "--file"},
            paramLabel = "FILE",
            description = "A Compose file in place of the running containers; may be repeated.")
    private List<Path> files = List.of();

    @Override
    public Integer call() throws IOException {
        var decision = decision(sources.table(files));
        var out = spec.commandLine().getOut();
        DecisionTexts.print(decision, out);
        out.flush();
        return decision.outcome() instanceof Outcome.Served
                        || decision.outcome() instanceof Outcome.RedirectedToHttps
                ? 0
                : 1;
    }

    private Decision decision(RoutingTable table) {
        if (url.getHost() == null) {
            throw new ParameterException(spec.commandLine(), "The URL has no host: " + url);
        }
        var points = table.settings().entryPoints();
        return switch (String.valueOf(url.getScheme())) {
            case "http" -> table.decide(point(points, "http"), request());
            case "https" -> table.decide(point(points, "https"), request());
            case "tls" ->
                    ConnectionRouting.decide(
                            table, point(points, "https"), connection(url.getHost()), true);
            case "tcp" ->
                    ConnectionRouting.decide(
                            table, point(points, url.getHost()), connection(""), false);
            default ->
                    throw new ParameterException(
                            spec.commandLine(), "Expected http, https, tls or tcp, got " + url);
        };
    }

    private EntryPoint point(Map<String, EntryPoint> points, String usual) {
        var name = entryPoint.isEmpty() ? usual : entryPoint;
        var point = points.get(name);
        if (point == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "There is no entry point \"%s\"; there are %s"
                            .formatted(name, String.join(", ", new TreeSet<>(points.keySet()))));
        }
        return point;
    }

    private Request connection(String name) {
        return Request.connection(name, Set.copyOf(protocols), address());
    }

    private Request request() {
        var fields = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        for (var header : headers) {
            int colon = header.indexOf(':');
            if (colon <= 0) {
                throw new ParameterException(
                        spec.commandLine(), "Expected NAME:VALUE, got " + header);
            }
            fields.computeIfAbsent(header.substring(0, colon).strip(), _ -> new ArrayList<>())
                    .add(header.substring(colon + 1).strip());
        }
        var path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
        var target = url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
        var host = fields.getOrDefault("Host", List.of(url.getHost())).getFirst();
        return Request.of(method, host, target, Map.copyOf(fields), address());
    }

    private InetAddress address() {
        try {
            return InetAddress.ofLiteral(client);
        } catch (IllegalArgumentException ignored) {
            throw new ParameterException(spec.commandLine(), client + " is no address");
        }
    }
}
