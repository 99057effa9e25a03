package naru.proxy.rule;

import java.util.Locale;

/** One test of one part of a request; Traefik documentation, "Routers", "Rules". */
public sealed interface Matcher extends Rule {
    /** As a rule writes it. */
    default String text() {
        return switch (this) {
            case Host(var name) -> call("Host", name);
            case HostBelow(var domain) -> call("Host", "*." + domain);
            case HostRegexp(var pattern) -> call("HostRegexp", pattern.text());
            case Path(var path) -> call("Path", path);
            case PathPrefix(var prefix) -> call("PathPrefix", prefix);
            case PathRegexp(var pattern) -> call("PathRegexp", pattern.text());
            case Header(var name, var value) -> call("Header", name, value);
            case HeaderRegexp(var name, var pattern) -> call("HeaderRegexp", name, pattern.text());
            case Method(var method) -> call("Method", method);
            case Query(var name, var value) -> call("Query", name, value);
            case QueryRegexp(var name, var pattern) -> call("QueryRegexp", name, pattern.text());
            case ClientIp(var range) -> call("ClientIP", range.toString());
            case Alpn(var protocol) -> call("ALPN", protocol);
        };
    }

    private static String call(String name, String... values) {
        return name + "(`" + String.join("`, `", values) + "`)";
    }

    /** The Host header equals a name, in lower case. */
    record Host(String name) implements Matcher {
        public Host {
            name = Request.canonical(name);
        }

        @Override
        public boolean matches(Request request) {
            return request.host().equals(name);
        }
    }

    /**
     * The Host header is a name below a domain, of exactly one more label: {@code *.example.org}
     * takes {@code a.example.org}, neither {@code example.org} nor {@code a.b.example.org}.
     *
     * @param domain without the asterisk and its dot
     */
    record HostBelow(String domain) implements Matcher {
        public HostBelow {
            domain = Request.canonical(domain);
        }

        @Override
        public boolean matches(Request request) {
            int dot = request.host().indexOf('.');
            return dot > 0 && request.host().substring(dot + 1).equals(domain);
        }
    }

    /** The Host header contains a match. */
    record HostRegexp(Regexp pattern) implements Matcher {
        @Override
        public boolean matches(Request request) {
            return pattern.isIn(request.host());
        }
    }

    /** The path equals a text; case counts. */
    record Path(String path) implements Matcher {
        @Override
        public boolean matches(Request request) {
            return request.path().equals(path);
        }
    }

    /** The path begins with a text: {@code /api} takes {@code /apiary} too, as in Traefik. */
    record PathPrefix(String prefix) implements Matcher {
        @Override
        public boolean matches(Request request) {
            return request.path().startsWith(prefix);
        }
    }

    /** The path contains a match. */
    record PathRegexp(Regexp pattern) implements Matcher {
        @Override
        public boolean matches(Request request) {
            return pattern.isIn(request.path());
        }
    }

    /** One of the values of a header equals a text. */
    record Header(String name, String value) implements Matcher {
        @Override
        public boolean matches(Request request) {
            return request.header(name).contains(value);
        }
    }

    /** One of the values of a header contains a match. */
    record HeaderRegexp(String name, Regexp pattern) implements Matcher {
        @Override
        public boolean matches(Request request) {
            return request.header(name).stream().anyMatch(pattern::isIn);
        }
    }

    /** The request's method. */
    record Method(String method) implements Matcher {
        public Method {
            method = method.toUpperCase(Locale.ROOT);
        }

        @Override
        public boolean matches(Request request) {
            return request.method().equals(method);
        }
    }

    /** One of the values of a query parameter equals a text. */
    record Query(String name, String value) implements Matcher {
        @Override
        public boolean matches(Request request) {
            return request.query().getOrDefault(name, java.util.List.of()).contains(value);
        }
    }

    /** One of the values of a query parameter contains a match. */
    record QueryRegexp(String name, Regexp pattern) implements Matcher {
        @Override
        public boolean matches(Request request) {
            return request.query().getOrDefault(name, java.util.List.of()).stream()
                    .anyMatch(pattern::isIn);
        }
    }

    /** The client's address lies in a range. */
    record ClientIp(AddressRange range) implements Matcher {
        @Override
        public boolean matches(Request request) {
            return range.contains(request.client());
        }
    }

    /** The client of a TLS connection offers an application protocol; RFC 7301. */
    record Alpn(String protocol) implements Matcher {
        @Override
        public boolean matches(Request request) {
            return request.protocols().contains(protocol);
        }
    }
}
