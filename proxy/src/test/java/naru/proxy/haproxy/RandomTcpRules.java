package naru.proxy.haproxy;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Random rules of TCP routers with the connections that they take, decided by the text of Traefik's
 * documentation and not by the parser.
 */
final class RandomTcpRules {
    /**
     * A connection.
     *
     * @param name that the client indicates; empty for none
     */
    record Sent(String name, List<String> protocols, String client) {}

    /**
     * A rule.
     *
     * @param hosts whether a connection passes by an alternative that names a host: then the route
     *     comes before those for all names
     */
    record Known(String text, Predicate<Sent> takes, Predicate<Sent> hosts) {
        boolean namesHosts(Sent sent) {
            return hosts.test(sent);
        }
    }

    private static final List<String> HOSTS =
            List.of("a.test", "b.test", "x.a.test", "y.a.test", "deep.x.a.test", "c.example");

    private final RandomGenerator random;

    RandomTcpRules(RandomGenerator random) {
        this.random = random;
    }

    Sent connection() {
        return new Sent(
                random.nextInt(8) == 0 ? "" : pick(HOSTS),
                pick(List.of(List.of(), List.of("h2"), List.of("h2", "http/1.1"), List.of("x/h2"))),
                pick(List.of("10.1.2.3", "192.0.2.7", "10.200.0.1")));
    }

    Known rule(int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(4);
        if (kind == 0) {
            return random.nextBoolean() ? host() : other();
        }
        boolean all = kind != 3;
        var one = host();
        var two = rule(depth - 1);
        var texts = new ArrayList<>(List.of(one.text(), two.text()));
        var text = "(" + String.join(all ? " && " : " || ", texts) + ")";
        return all
                ? new Known(text, one.takes().and(two.takes()), one.takes().and(two.takes()))
                : new Known(text, one.takes().or(two.takes()), one.hosts().or(two.hosts()));
    }

    private Known host() {
        var host = pick(HOSTS);
        return switch (random.nextInt(5)) {
            case 0 -> named("HostSNI(`*.a.test`)", sent -> sent.name().matches("[^.]+\\.a\\.test"));
            case 1 ->
                    named(
                            "HostSNIRegexp(`^[xy]\\.`)",
                            sent -> sent.name().startsWith("x.") || sent.name().startsWith("y."));
            default -> named("HostSNI(`" + host + "`)", sent -> sent.name().equals(host));
        };
    }

    private static Known named(String text, Predicate<Sent> takes) {
        return new Known(text, takes, takes);
    }

    private Known other() {
        return switch (random.nextInt(4)) {
            case 0 -> unnamed("ALPN(`h2`)", sent -> sent.protocols().contains("h2"));
            case 1 -> unnamed("!ALPN(`http/1.1`)", s -> !s.protocols().contains("http/1.1"));
            case 2 -> unnamed("ClientIP(`10.0.0.0/9`)", sent -> sent.client().startsWith("10.1."));
            default -> unnamed("HostSNI(`*`)", sent -> true);
        };
    }

    private static Known unnamed(String text, Predicate<Sent> takes) {
        return new Known(text, takes, sent -> false);
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
