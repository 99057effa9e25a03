package naru.proxy.haproxy.routing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a frontend finds the backend of a request. A host name is looked up in {@code hosts}: {@link
 * #BY_PATH} sends it to {@code paths}, another value to the rules of that group, and a name that is
 * missing to the rules of {@link #OTHER}.
 *
 * @param hosts groups by host name
 * @param paths backends by host name and path prefix, {@code a.test/api}; the longest prefix wins
 * @param rules in the order in which they are tried
 */
public record CompiledRouting(
        Map<String, String> hosts, Map<String, String> paths, List<Rule> rules) {
    static final String BY_PATH = ":paths"; // host names do not begin with a colon
    static final String OTHER = ":other";

    /** The group of connections without TLS. */
    static final String PLAIN = ":plain";

    /** With further rules of a group of their own. */
    CompiledRouting and(List<Rule> more) {
        var all = new ArrayList<>(rules);
        all.addAll(more);
        return new CompiledRouting(hosts, paths, all);
    }

    public CompiledRouting {
        hosts = java.util.Collections.unmodifiableMap(new TreeMap<>(hosts));
        paths = java.util.Collections.unmodifiableMap(new TreeMap<>(paths));
        rules = List.copyOf(rules);
    }

    /**
     * One {@code use_backend}.
     *
     * @param group the group of host names that it is for
     * @param conditions that must all hold
     */
    public record Rule(String group, List<Condition> conditions, String backend) {
        public Rule {
            conditions = List.copyOf(conditions);
        }
    }

    /** A test of a request as the words of an ACL. */
    public record Condition(String expression, boolean negated) {}
}
