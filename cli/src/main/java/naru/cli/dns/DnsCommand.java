package naru.cli.dns;

import naru.cli.http.DaemonOption;
import naru.cli.text.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code naru dns}. */
@Command(
        name = "dns",
        description = {
            "Resolve a name as a container would, and explain the answer.",
            "Prints the network that knows the name, or the server that answered and its time."
        },
        mixinStandardHelpOptions = true)
public final class DnsCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Spec
    private CommandSpec spec;

    @Mixin private final DaemonOption option = new DaemonOption();

    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Option(
            names = "--from",
            required = true,
            paramLabel = "CONTAINER",
            description = "The container that resolves the name.")
    private String from;

    @Option(names = "--type", paramLabel = "TYPE", description = "The record type (A).")
    private String type = "A";

    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Parameters(paramLabel = "NAME")
    private String name;

    @Override
    public Integer call() throws IOException {
        var target =
                "/containers/%s/dns?name=%s&type=%s"
                        .formatted(encoded(from), encoded(name), encoded(type));
        var answer = option.daemon().get(target);
        var out = spec.commandLine().getOut();
        print(answer, out);
        out.flush();
        return 0;
    }

    static void print(Map<String, Object> answer, PrintWriter out) {
        double milliseconds =
                answer.get("Microseconds") instanceof Number number
                        ? number.doubleValue() / 1e3
                        : 0;
        out.printf(
                Locale.ROOT,
                "%s %s: %s in %.1f ms%n",
                Json.text(answer, "Name"),
                Json.text(answer, "Type"),
                Json.text(answer, "Rcode"),
                milliseconds);
        lines(answer, "Answers").forEach(line -> out.println("  " + line));
        out.println("how:");
        lines(answer, "Steps").forEach(line -> out.println("  " + line));
    }

    private static List<String> lines(Map<String, Object> answer, String field) {
        return answer.get(field) instanceof List<?> list
                ? list.stream().map(String::valueOf).toList()
                : List.of();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
