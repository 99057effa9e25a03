package naru.proxy.rule;

import naru.proxy.rule.Matcher.Alpn;
import naru.proxy.rule.Matcher.ClientIp;
import naru.proxy.rule.Matcher.HostRegexp;

import java.util.List;
import java.util.Locale;

/** The matchers of TCP routers; Traefik documentation, "TCP routers", "Rules". */
final class TcpMatchers {
    private static final String KNOWN = "HostSNI, HostSNIRegexp, ALPN, ClientIP";

    /** Matches each connection, also one without TLS. */
    private static final Rule ALWAYS = new Rule.All(List.of());

    private TcpMatchers() {}

    /** The matchers that a call stands for, of which one must match. */
    static List<Rule> of(String name, List<String> values) {
        return switch (name.toLowerCase(Locale.ROOT)) {
            case "hostsni" ->
                    Matchers.each(
                            values, value -> value.equals("*") ? ALWAYS : Matchers.host(value));
            case "hostsniregexp" ->
                    Matchers.each(values, value -> new HostRegexp(Matchers.hostRegexp(value)));
            case "alpn" -> Matchers.each(values, TcpMatchers::alpn);
            case "clientip" -> Matchers.each(values, value -> new ClientIp(AddressRange.of(value)));
            case "host", "hostheader", "hostregexp" ->
                    throw new RuleSyntaxException(
                            name
                                    + " belongs to HTTP routers (traefik.http.routers…); here"
                                    + " HostSNI");
            default ->
                    throw new RuleSyntaxException(
                            "there is no matcher \""
                                    + name
                                    + "\" of TCP routers; there are "
                                    + KNOWN);
        };
    }

    private static Rule alpn(String protocol) {
        if (!protocol.matches("[\\x21-\\x7e&&[^,]]+")) {
            throw new RuleSyntaxException("ALPN: \"" + protocol + "\" is no protocol");
        }
        return new Alpn(protocol);
    }
}
