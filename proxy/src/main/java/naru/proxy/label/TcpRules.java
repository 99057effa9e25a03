package naru.proxy.label;

import naru.proxy.label.node.LabelNode;
import naru.proxy.model.Tls;
import naru.proxy.rule.Matcher;
import naru.proxy.rule.NormalForm;
import naru.proxy.rule.RuleSyntaxException;

import java.util.Optional;
import java.util.Set;

/** Rules of TCP routers and what they need. */
final class TcpRules {
    private TcpRules() {}

    /**
     * The names of TCP routers, services and middlewares are other ones than those of HTTP. They
     * are shown with this prefix.
     */
    static String local(String name) {
        return "tcp:" + name;
    }

    /** The rule; a rule that cannot be used is a problem of its label. */
    static Optional<NormalForm> read(
            String text, Tls tls, Set<String> entryPoints, LabelNode label) {
        try {
            var rule = NormalForm.parseTcp(text);
            boolean isPlain = tls instanceof Tls.Never;
            if (isPlain && rule.alternatives().stream().anyMatch(TcpRules::needsTls)) {
                label.problem(
                        "connections without TLS have neither a server name nor ALPN; use"
                                + " HostSNI(`*`), or tls for this router");
                return Optional.empty();
            }
            if (isPlain && entryPoints.isEmpty()) {
                label.problem("a TCP route without TLS must name an entry point");
                return Optional.empty();
            }
            return Optional.of(rule);
        } catch (RuleSyntaxException e) {
            label.problem(e.reason());
            return Optional.empty();
        }
    }

    private static boolean needsTls(Set<NormalForm.Test> tests) {
        return tests.stream().anyMatch(test -> !(test.matcher() instanceof Matcher.ClientIp));
    }
}
