package naru.proxy.haproxy.routing;

import naru.proxy.haproxy.routing.CompiledRouting.Condition;
import naru.proxy.haproxy.text.Match;
import naru.proxy.haproxy.text.Quoting;
import naru.proxy.rule.Matcher;
import naru.proxy.rule.NormalForm.Test;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Tests of requests as anonymous ACLs; configuration manual, section 7.1. The variable {@code
 * txn.host} holds the host name in lower case, without port and trailing dot.
 */
final class Conditions {
    static final String HOST = "var(txn.host)";

    /** Names that can be arguments of sample fetches without quotes. */
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_.-]+");

    private Conditions() {}

    /** A condition for each test, the cheap ones first. */
    static List<Condition> all(Set<Test> tests) {
        return tests.stream()
                .map(test -> new Condition(expression(test.matcher()), test.negated()))
                .sorted(
                        Comparator.comparing((Condition condition) -> cost(condition.expression()))
                                .thenComparing(Condition::expression))
                .toList();
    }

    /** Regular expressions are evaluated last. */
    private static int cost(String condition) {
        return condition.contains("-m reg") ? 1 : 0;
    }

    private static String expression(Matcher matcher) {
        return switch (matcher) {
            case Matcher.Host(var name) -> equal(HOST, name);
            case Matcher.HostBelow(var domain) ->
                    contains(HOST, "^[^.]+\\." + Quoting.literal(domain) + "$");
            case Matcher.HostRegexp(var pattern) -> contains(HOST, pattern.text());
            case Matcher.Path(var path) -> equal("path", path);
            case Matcher.PathPrefix(var prefix) -> "path " + Match.prefix(prefix);
            case Matcher.PathRegexp(var pattern) -> contains("path", pattern.text());
            case Matcher.Header(var name, var value) -> equal(header(name), value);
            case Matcher.HeaderRegexp(var name, var pattern) ->
                    contains(header(name), pattern.text());
            case Matcher.Method(var method) -> equal("method", method);
            case Matcher.Query(var name, var value) -> equal(parameter(name), value);
            case Matcher.QueryRegexp(var name, var pattern) ->
                    contains(parameter(name), pattern.text());
            case Matcher.ClientIp(var range) -> "src " + range;
            case Matcher.Alpn(var protocol) ->
                    contains("req.ssl_alpn", "(^|,)" + Quoting.literal(protocol) + "(,|$)");
        };
    }

    private static String equal(String sample, String value) {
        return sample + " " + Match.equal(value);
    }

    private static String contains(String sample, String expression) {
        return sample + " " + Match.expression(expression);
    }

    /** The whole value of each line of a header field. */
    private static String header(String name) {
        return "req.fhdr(" + plain(name) + ")";
    }

    /** Each value of a query parameter, decoded. */
    private static String parameter(String name) {
        return "url_param(" + plain(name) + "),url_dec(1)";
    }

    private static String plain(String name) {
        if (!PLAIN.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" cannot be the name of a field");
        }
        return name;
    }
}
