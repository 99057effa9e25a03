package naru.proxy.corpus;

import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.rule.Request;
import naru.proxy.table.Decision.Outcome;
import naru.proxy.table.Member;
import naru.proxy.table.RoutedService;
import naru.proxy.table.RoutingTable;

import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A request and where it must go: {@code web:80} or {@code https://web:80} for members, followed by
 * the kinds of the middlewares; {@code https} for a redirect; {@code none} where the host has no
 * such route; a status where no route has the host.
 *
 * @param effect of the middlewares: the path that the member receives, or the status of the
 *     response and the target of a redirect; empty if the request is not sent for that
 */
public record CorpusRequest(
        String text, EntryPoint by, Request request, String expected, String effect) {
    static CorpusRequest parse(String line) {
        int arrow = line.indexOf(" -> ");
        var effect = arrow < 0 ? "" : line.substring(arrow + 4);
        var words = List.of((arrow < 0 ? line : line.substring(0, arrow)).split(" "));
        var url = URI.create(words.getFirst());
        var method = "GET";
        var client = "127.0.0.1";
        Map<String, List<String>> headers = new TreeMap<>();
        var expected = new ArrayList<String>();
        for (var word : words.subList(1, words.size())) {
            if (word.matches("[A-Z]+")) {
                method = word;
            } else if (word.startsWith("from=")) {
                client = word.substring(5);
            } else if (word.matches("X-\\w+:.*")) {
                headers.put(
                        word.substring(0, word.indexOf(':')),
                        List.of(word.substring(word.indexOf(':') + 1)));
            } else {
                expected.add(word);
            }
        }
        var path = url.getRawPath() + (url.getRawQuery() == null ? "" : "?" + url.getRawQuery());
        return new CorpusRequest(
                line,
                url.getScheme().equals("https") ? EntryPoint.HTTPS : EntryPoint.HTTP,
                Request.of(
                        method, url.getAuthority(), path, headers, InetAddress.ofLiteral(client)),
                String.join(" ", expected),
                effect);
    }

    public String outcome(RoutingTable table) {
        return switch (table.decide(by, request).outcome()) {
            case Outcome.Served(var served) -> (members(served) + " " + steps(served)).strip();
            case Outcome.RedirectedToHttps ignored -> "https";
            case Outcome.UnknownHost(var status) -> String.valueOf(status);
            case Outcome.NoMatch(), Outcome.LeftToHttp(), Outcome.Closed() -> "none";
        };
    }

    private static String members(RoutedService served) {
        return served.pool().members().stream().map(Member::text).collect(Collectors.joining(","));
    }

    private static String steps(RoutedService served) {
        return served.steps().stream()
                .map(step ->
                        step.getClass()
                                .getSimpleName()
                                .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                                .toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(","));
    }
}
