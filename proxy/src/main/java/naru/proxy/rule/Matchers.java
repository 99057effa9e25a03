package naru.proxy.rule;

import naru.proxy.rule.Matcher.ClientIp;
import naru.proxy.rule.Matcher.Header;
import naru.proxy.rule.Matcher.HeaderRegexp;
import naru.proxy.rule.Matcher.Host;
import naru.proxy.rule.Matcher.HostBelow;
import naru.proxy.rule.Matcher.HostRegexp;
import naru.proxy.rule.Matcher.Method;
import naru.proxy.rule.Matcher.Path;
import naru.proxy.rule.Matcher.PathPrefix;
import naru.proxy.rule.Matcher.PathRegexp;
import naru.proxy.rule.Matcher.Query;
import naru.proxy.rule.Matcher.QueryRegexp;

import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The matchers by name; names compare without case, as in Traefik. */
final class Matchers {
    private static final String KNOWN =
            "Host, HostRegexp, Path, PathPrefix, PathRegexp, Header, HeaderRegexp, Method, Query,"
                    + " QueryRegexp, ClientIP";

    /** Traefik 2's {@code {name}} and {@code {name:regexp}} in paths and host names. */
    private static final Pattern TEMPLATE =
            Pattern.compile("\\{([A-Za-z_][A-Za-z0-9_]*)(?::((?:[^{}]|\\{[0-9,]*})*))?}");

    private static final Pattern HOST_NAME =
            Pattern.compile(
                    "[a-zA-Z0-9_]([a-zA-Z0-9_-]*[a-zA-Z0-9_])?(\\.[a-zA-Z0-9_]([a-zA-Z0-9_-]*[a-zA-Z0-9_])?)*\\.?");

    private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z0-9_.-]+");

    private Matchers() {}

    /** The matchers that a call stands for, of which one must match. */
    static List<Rule> of(String name, List<String> values) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "host", "hostheader" -> each(values, Matchers::host);
            case "hostregexp" -> each(values, value -> new HostRegexp(hostRegexp(value)));
            case "path" -> each(values, Matchers::path);
            case "pathprefix" -> each(values, Matchers::pathPrefix);
            case "pathregexp" ->
                    List.of(new PathRegexp(Regexp.of(only("PathRegexp", values, 1).getFirst())));
            case "header", "headers" -> {
                var pair = only("Header", values, 2);
                yield List.of(new Header(name("Header", pair), pair.getLast()));
            }
            case "headerregexp", "headersregexp" -> {
                var pair = only("HeaderRegexp", values, 2);
                yield List.of(
                        new HeaderRegexp(name("HeaderRegexp", pair), Regexp.of(pair.getLast())));
            }
            case "method" -> each(values, Method::new);
            case "query" -> List.of(query(values));
            case "queryregexp" -> {
                var pair = only("QueryRegexp", values, 2);
                yield List.of(
                        new QueryRegexp(name("QueryRegexp", pair), Regexp.of(pair.getLast())));
            }
            case "clientip" -> each(values, value -> new ClientIp(AddressRange.of(value)));
            case "hostsni", "hostsniregexp", "alpn" ->
                    throw new RuleSyntaxException(
                            name + " belongs to TCP routers (traefik.tcp.routers…); here Host");
            default ->
                    throw new RuleSyntaxException(
                            "there is no matcher \"" + name + "\"; there are " + KNOWN);
        };
    }

    static List<Rule> each(List<String> values, Function<String, Rule> matcher) {
        return values.stream().map(matcher).toList();
    }

    private static List<String> only(String name, List<String> values, int count) {
        if (values.size() != count) {
            throw new RuleSyntaxException(
                    name + " takes " + count + (count == 1 ? " value" : " values"));
        }
        return values;
    }

    /** A name that HAProxy takes as an argument of a sample fetch. */
    private static String name(String matcher, List<String> pair) {
        if (!FIELD_NAME.matcher(pair.getFirst()).matches()) {
            throw new RuleSyntaxException(
                    matcher
                            + ": \""
                            + pair.getFirst()
                            + "\" is no name of letters, digits, \".\", \"_\" and \"-\"");
        }
        return pair.getFirst();
    }

    static Rule host(String value) {
        var below = value.startsWith("*.");
        var name = below ? value.substring(2) : value;
        if (!HOST_NAME.matcher(name).matches() && !isAddress(name)) {
            throw new RuleSyntaxException(
                    "Host: \""
                            + value
                            + "\" is no host name"
                            + (value.indexOf('{') >= 0 || value.indexOf('*') >= 0
                                    ? "; patterns take HostRegexp"
                                    : ""));
        }
        return below ? new HostBelow(name) : new Host(name);
    }

    private static boolean isAddress(String name) {
        try {
            return !java.net.InetAddress.ofLiteral(name.replaceAll("^\\[|]$", ""))
                    .getHostAddress()
                    .isEmpty();
        } catch (IllegalArgumentException ignored) {
            return false;
        }
    }

    static Regexp hostRegexp(String value) {
        return TEMPLATE.matcher(value).find()
                ? Regexp.of("^" + fromTemplate(value, "[^.]+") + "$")
                : Regexp.of(value);
    }

    private static Rule path(String value) {
        beginsWithSlash("Path", value);
        return TEMPLATE.matcher(value).find()
                ? new PathRegexp(Regexp.of("^" + fromTemplate(value, "[^/]+") + "$"))
                : new Path(value);
    }

    private static Rule pathPrefix(String value) {
        beginsWithSlash("PathPrefix", value);
        return TEMPLATE.matcher(value).find()
                ? new PathRegexp(Regexp.of("^" + fromTemplate(value, "[^/]+")))
                : new PathPrefix(value);
    }

    private static void beginsWithSlash(String name, String value) {
        if (!value.startsWith("/")) {
            throw new RuleSyntaxException(name + ": \"" + value + "\" does not begin with \"/\"");
        }
    }

    /** Traefik 2 writes {@code Query(`name=value`)}. */
    private static Rule query(List<String> values) {
        if (values.size() == 1 && values.getFirst().indexOf('=') > 0) {
            int equals = values.getFirst().indexOf('=');
            var pair =
                    List.of(
                            values.getFirst().substring(0, equals),
                            values.getFirst().substring(equals + 1));
            return new Query(name("Query", pair), pair.getLast());
        }
        var pair = only("Query", values, 2);
        return new Query(name("Query", pair), pair.getLast());
    }

    private static String fromTemplate(String value, String usual) {
        var regexp = new StringBuilder();
        var template = TEMPLATE.matcher(value);
        int from = 0;
        while (template.find()) {
            regexp.append(literal(value.substring(from, template.start())));
            var own = template.group(2);
            regexp.append("(?:").append(own == null || own.isEmpty() ? usual : own).append(')');
            from = template.end();
        }
        return regexp.append(literal(value.substring(from))).toString();
    }

    private static String literal(String text) {
        return text.replaceAll("[\\\\.+*?()\\[\\]{}|^$]", "\\\\$0");
    }
}
