package naru.proxy.haproxy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Random labels and variables, whose values have the characters that configurations give meaning.
 */
final class RandomLabels {
    private static final String SPECIAL = "'\"\\%$#{}[]()<>&|;,:=@!?*+^~`/.- \t\n\r\0éß€\u00a0az09";
    private static final List<String> PARTS =
            List.of(
                    "%[src]",
                    "%{+Q}o",
                    "${HOME}",
                    "$1",
                    "${1}",
                    "\\1",
                    "' if TRUE #",
                    "\nbackend evil",
                    "\" unless",
                    "--",
                    "}",
                    "str(x)",
                    "/path",
                    "a.test",
                    "10.0.0.0/8",
                    "{ a }",
                    "http://auth:80/x?y=%41",
                    "[a-z]+",
                    "(a|b)",
                    "^/(.*)$",
                    "\\d{2,3}",
                    "(?i)x",
                    "404,500-599");
    private static final List<String> MIDDLEWARES =
            List.of(
                    "stripprefix.prefixes",
                    "stripprefixregex.regex",
                    "addprefix.prefix",
                    "replacepath.path",
                    "replacepathregex.regex replacepathregex.replacement",
                    "redirectscheme.scheme redirectscheme.port",
                    "redirectregex.regex redirectregex.replacement",
                    "headers.customrequestheaders.X-A headers.customresponseheaders.%s",
                    "headers.contentsecuritypolicy headers.stsseconds",
                    "headers.accesscontrolalloworiginlist headers.accesscontrolallowmethods"
                            + " headers.accesscontrolallowheaders",
                    "headers.accesscontrolalloworiginlistregex headers.accesscontrolexposeheaders",
                    "basicauth.users basicauth.realm basicauth.headerfield",
                    "forwardauth.address forwardauth.authresponseheaders",
                    "ipallowlist.sourcerange ipallowlist.ipstrategy.depth",
                    "ratelimit.average ratelimit.burst ratelimit.period",
                    "inflightreq.amount",
                    "retry.attempts",
                    "compress.excludedcontenttypes",
                    "buffering.maxrequestbodybytes",
                    "errors.status errors.service errors.query",
                    "chain.middlewares");
    private static final List<String> SERVICES =
            List.of(
                    "server.port",
                    "server.scheme",
                    "server.url",
                    "server.weight",
                    "passhostheader",
                    "strategy",
                    "sticky.cookie.name",
                    "sticky.cookie.path",
                    "sticky.cookie.domain",
                    "sticky.cookie.samesite",
                    "sticky.cookie.maxage",
                    "healthcheck.path",
                    "healthcheck.interval",
                    "healthcheck.timeout",
                    "healthcheck.hostname",
                    "healthcheck.method",
                    "healthcheck.headers.%s",
                    "healthcheck.port",
                    "healthcheck.status",
                    "passivehealthcheck.maxfailedattempts");
    private static final List<String> TCP_MATCHERS =
            List.of("HostSNI", "HostSNIRegexp", "ALPN", "ClientIP");
    private static final List<String> OWN =
            List.of(
                    "path",
                    "tcp",
                    "cache",
                    "cache-max-object",
                    "cache-bypass",
                    "compress",
                    "scheme",
                    "weight",
                    "algorithm",
                    "sticky",
                    "strip",
                    "check",
                    "check-interval",
                    "tls",
                    "certificate",
                    "allow",
                    "auth",
                    "body-limit",
                    "hsts",
                    "timeout",
                    "slow-start",
                    "max-connections",
                    "proxy-protocol");
    private static final List<String> USUAL =
            List.of(
                    "1",
                    "80",
                    "65535",
                    "0",
                    "99999999",
                    "true",
                    "10s",
                    "99999h",
                    "1ns",
                    "https",
                    "source",
                    "cookie",
                    "http",
                    "passthrough",
                    "tls",
                    "h2c",
                    "lax",
                    "on",
                    "v2",
                    "alice:$apr1$abcdefgh$5VEbMkemELfbhC5ck.U.z1",
                    "10.0.0.1,fe80::1,::/0",
                    "text/html",
                    "GET",
                    "s",
                    "/a");

    private final RandomGenerator random;

    RandomLabels(RandomGenerator random) {
        this.random = random;
    }

    /** Labels of a container; {@code number} makes host names unique. */
    Map<String, String> labels(int number) {
        var labels = new LinkedHashMap<String, String>();
        if (random.nextInt(4) == 0) {
            labels.put("naru.proxy.host", "n" + number + ".test");
            labels.put("naru.proxy.port", "80");
            for (int i = random.nextInt(4); i > 0; i--) {
                labels.put("naru.proxy." + pick(OWN), value());
            }
            return labels;
        }
        labels.put("traefik.enable", "true");
        if (random.nextInt(4) == 0) {
            tcp(labels, number);
            return labels;
        }
        var router = "traefik.http.routers." + name() + ".";
        labels.put(router + "rule", rule(number));
        labels.put(router + "service", "s" + number);
        labels.put(router + "middlewares", "m" + number + ",k" + number);
        middleware(labels, "m" + number);
        middleware(labels, "k" + number);
        var service = "traefik.http.services.s" + number + ".loadbalancer.";
        labels.put(service + "server.port", "80");
        for (int i = random.nextInt(4); i > 0; i--) {
            labels.put(service + pick(SERVICES).formatted(name()), value());
        }
        return labels;
    }

    private void tcp(Map<String, String> labels, int number) {
        var router = "traefik.tcp.routers.t" + number + ".";
        var rule = new StringBuilder("HostSNI(`t" + number + ".test`)");
        for (int i = random.nextInt(8); i > 0; i--) {
            var text = value().replace("`", "");
            rule.append(random.nextBoolean() ? " && " : " || ");
            rule.append(random.nextInt(4) == 0 ? "!" : "").append(pick(TCP_MATCHERS));
            rule.append("(`").append(text).append("`)");
        }
        labels.put(router + "rule", rule.toString());
        labels.put(router + pick(List.of("tls", "tls.passthrough")), "true");
        labels.put(router + "middlewares", "m" + number + ",k" + number);
        var middleware = "traefik.tcp.middlewares.";
        labels.put(middleware + "m" + number + ".inflightconn.amount", value());
        labels.put(middleware + "k" + number + ".ipallowlist.sourcerange", value());
        var service = "traefik.tcp.services.u" + number + ".loadbalancer.";
        labels.put(service + "server.port", "80");
        labels.put(service + pick(List.of("proxyprotocol.version", "server.tls")), value());
    }

    private void middleware(Map<String, String> labels, String name) {
        for (var part : pick(MIDDLEWARES).formatted(name()).split(" ")) {
            labels.put("traefik.http.middlewares." + name + "." + part, value());
        }
    }

    private String rule(int number) {
        var rule = new StringBuilder("Host(`h" + number + ".test`)");
        for (int i = random.nextInt(12); i > 0; i--) {
            var text = value().replace("`", "");
            rule.append(random.nextBoolean() ? " && " : " || ")
                    .append(random.nextInt(4) == 0 ? "!" : "");
            rule.append(
                    switch (random.nextInt(7)) {
                        case 0 -> "PathPrefix(`/" + text + "`)";
                        case 1 -> "PathRegexp(`" + text + "`)";
                        case 2 -> "Header(`X-A`, `" + text + "`)";
                        case 3 -> "HostRegexp(`" + text + "`)";
                        case 4 -> "Query(`" + name() + "`, `" + text + "`)";
                        case 5 -> "Method(`" + text + "`)";
                        default -> "Path(`/" + text + "`)";
                    });
        }
        return rule.toString();
    }

    /** A part of a label's key. */
    private String name() {
        return random.nextInt(3) == 0
                ? soup(4).replaceAll("[. ]", "") + "x"
                : "X-" + random.nextInt(9);
    }

    private String value() {
        return switch (random.nextInt(4)) {
            case 0, 1 -> pick(USUAL);
            case 2 -> pick(PARTS) + (random.nextBoolean() ? pick(PARTS) : "");
            default -> soup(12);
        };
    }

    private String soup(int most) {
        var text = new StringBuilder();
        for (int i = random.nextInt(1, most + 1); i > 0; i--) {
            text.append(SPECIAL.charAt(random.nextInt(SPECIAL.length())));
        }
        return text.toString();
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
