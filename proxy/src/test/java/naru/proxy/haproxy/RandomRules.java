package naru.proxy.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Random rules with the requests that they take, decided by the text of Traefik's documentation and
 * not by the parser.
 */
final class RandomRules {
    /** A request as it is sent. */
    record Sent(
            String method,
            String host,
            String path,
            Map<String, String> query,
            String kind,
            String client) {
        String target() {
            var text = new StringBuilder(path);
            query.forEach((name, value) ->
                    text.append(text.indexOf("?") < 0 ? '?' : '&')
                            .append(name)
                            .append('=')
                            .append(value));
            return text.toString();
        }
    }

    record Known(String text, Predicate<Sent> takes) {}

    private static final List<String> HOSTS =
            List.of("a.test", "b.test", "x.a.test", "y.a.test", "deep.x.a.test", "c.example");
    private static final List<String> PATHS =
            List.of("/", "/api", "/api/v1", "/apis", "/img/a.png", "/admin", "/api/v1/x");
    private static final List<String> CLIENTS = List.of("10.1.2.3", "192.0.2.7", "10.200.0.1");

    private final RandomGenerator random;

    RandomRules(RandomGenerator random) {
        this.random = random;
    }

    Sent request() {
        return new Sent(
                pick(List.of("GET", "POST", "PUT")),
                pick(HOSTS),
                pick(PATHS),
                random.nextInt(3) == 0 ? Map.of("v", pick(List.of("1", "2", "x+y"))) : Map.of(),
                pick(List.of("", "one", "two")),
                pick(CLIENTS));
    }

    /** A rule that a look-up of host and path prefix can decide, or an expression of hosts. */
    Known simple() {
        var host = host();
        if (random.nextInt(4) == 0) {
            return host;
        }
        var prefix = pick(PATHS);
        return new Known(
                host.text() + " && PathPrefix(`" + prefix + "`)",
                host.takes().and(sent -> sent.path().startsWith(prefix)));
    }

    Known rule(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(6);
        if (kind == 1) {
            var part = rule(depth - 1);
            return new Known("!(" + part.text() + ")", part.takes().negate());
        }
        if (kind >= 2 && kind <= 4) {
            boolean all = kind != 4;
            var texts = new ArrayList<String>();
            Predicate<Sent> takes = sent -> all;
            int count = random.nextInt(2, 4);
            for (int i = 0; i < count; i++) {
                var part = i == 0 && random.nextBoolean() ? host() : rule(depth - 1);
                texts.add(part.text());
                takes = all ? takes.and(part.takes()) : takes.or(part.takes());
            }
            return new Known("(" + String.join(all ? " && " : " || ", texts) + ")", takes);
        }
        return random.nextInt(3) == 0 ? host() : other();
    }

    private Known host() {
        var host = pick(HOSTS);
        var domain = pick(List.of("a.test", "x.a.test", "test"));
        return switch (random.nextInt(5)) {
            case 0 ->
                    new Known(
                            "Host(`*." + domain + "`)",
                            sent ->
                                    sent.host().endsWith("." + domain)
                                            && sent.host()
                                                            .substring(
                                                                    0,
                                                                    sent.host().length()
                                                                            - domain.length()
                                                                            - 1)
                                                            .indexOf('.')
                                                    < 0);
            case 1 ->
                    new Known(
                            "HostRegexp(`^[xy]\\.`)",
                            sent -> sent.host().startsWith("x.") || sent.host().startsWith("y."));
            default -> new Known("Host(`" + host + "`)", sent -> sent.host().equals(host));
        };
    }

    private Known other() {
        var path = pick(PATHS);
        return switch (random.nextInt(9)) {
            case 0 -> new Known("Path(`" + path + "`)", sent -> sent.path().equals(path));
            case 1 ->
                    new Known(
                            "PathRegexp(`\\.(png|jpg)$`)",
                            sent -> sent.path().endsWith(".png") || sent.path().endsWith(".jpg"));
            case 2 -> new Known("Method(`POST`)", sent -> sent.method().equals("POST"));
            case 3 -> new Known("Header(`X-Kind`, `one`)", sent -> sent.kind().equals("one"));
            case 4 ->
                    new Known("HeaderRegexp(`X-Kind`, `^t`)", sent -> sent.kind().startsWith("t"));
            case 5 -> new Known("Query(`v`, `1`)", sent -> "1".equals(sent.query().get("v")));
            case 6 ->
                    new Known(
                            "QueryRegexp(`v`, `x y`)", sent -> "x+y".equals(sent.query().get("v")));
            case 7 ->
                    new Known("ClientIP(`10.0.0.0/9`)", sent -> sent.client().startsWith("10.1."));
            default ->
                    new Known("PathPrefix(`" + path + "`)", sent -> sent.path().startsWith(path));
        };
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
