package naru.cli.proxy;

import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.rule.Request;
import naru.proxy.table.Decision;
import naru.proxy.table.Decision.Outcome;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    @Parameters(paramLabel = "URL", description = "Such as http://shop.localhost/api?page=2.")
    private URI url;

    @Option(names = "--method", paramLabel = "METHOD", description = "The method (GET).")
    private String method = "GET";

    @Option(
            names = "--header",
            paramLabel = "NAME:VALUE",
            description = "A header field; may be repeated.")
    private List<String> headers = List.of();

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
        var by = entryPoint();
        var request = request();
        var decision = sources.table(files).decide(by, request);
        var out = spec.commandLine().getOut();
        print(decision, out);
        out.flush();
        return decision.outcome() instanceof Outcome.Served
                        || decision.outcome() instanceof Outcome.RedirectedToHttps
                ? 0
                : 1;
    }

    private EntryPoint entryPoint() {
        if (url.getHost() == null) {
            throw new ParameterException(spec.commandLine(), "The URL has no host: " + url);
        }
        return switch (String.valueOf(url.getScheme())) {
            case "http" -> EntryPoint.HTTP;
            case "https" -> EntryPoint.HTTPS;
            default ->
                    throw new ParameterException(
                            spec.commandLine(), "Expected http or https, got " + url);
        };
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

    static void print(Decision decision, PrintWriter out) {
        out.println(
                switch (decision.outcome()) {
                    case Outcome.Served(var by) ->
                            "route "
                                    + by.route().name()
                                    + ", "
                                    + by.route().text()
                                    + ", leads to "
                                    + Texts.members(by);
                    case Outcome.RedirectedToHttps(var by) ->
                            "route "
                                    + by.route().name()
                                    + ", "
                                    + by.route().text()
                                    + ", redirects to https";
                    case Outcome.UnknownHost(var status) ->
                            "no route has this host: the proxy answers " + status;
                    case Outcome.NoMatch() -> "no route takes this request: the proxy answers 404";
                });
        if (decision.outcome() instanceof Outcome.Served(var by) && !by.steps().isEmpty()) {
            out.println("steps: " + Texts.steps(by));
        }
        if (decision.outcome() instanceof Outcome.Served(var by)) {
            by.cache().ifPresent(cache -> out.println(Texts.cache(cache)));
        }
        if (!decision.passed().isEmpty()) {
            out.println("tried before:");
            for (var passed : decision.passed()) {
                out.println("  " + passed.route().name() + ": " + passed.reason());
            }
        }
    }
}
