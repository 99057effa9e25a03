package naru.proxy.rule;

import naru.proxy.rule.Tokens.Kind;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * Reads rules such as {@code Host(`shop.example.org`) && !PathPrefix(`/admin`)}. {@code &&} binds
 * stronger than {@code ||}. The syntax is that of Traefik 3; what only Traefik 2 has (several
 * values in one matcher, {@code HostRegexp(`{name:regexp}.example.org`)}, {@code Headers}) is read
 * too.
 */
public final class RuleParser {
    /**
     * Deeper nesting is refused: rules come from labels, which anyone who starts containers sets.
     */
    private static final int MAX_DEPTH = 32;

    private static final int MAX_LENGTH = 8192;

    private final Tokens tokens;
    private final BiFunction<String, List<String>, List<Rule>> matchers;
    private int depth;

    private RuleParser(String rule, BiFunction<String, List<String>, List<Rule>> matchers) {
        tokens = new Tokens(rule);
        this.matchers = matchers;
    }

    /**
     * Reads a rule for HTTP requests.
     *
     * @throws RuleSyntaxException naming the position and what was expected there
     */
    public static Rule parse(String rule) {
        return parse(rule, Matchers::of);
    }

    /**
     * Reads a rule for TCP connections.
     *
     * @throws RuleSyntaxException naming the position and what was expected there
     */
    public static Rule parseTcp(String rule) {
        return parse(rule, TcpMatchers::of);
    }

    private static Rule parse(String rule, BiFunction<String, List<String>, List<Rule>> matchers) {
        if (rule.length() > MAX_LENGTH) {
            throw new RuleSyntaxException("a rule has at most " + MAX_LENGTH + " characters");
        }
        var parser = new RuleParser(rule, matchers);
        var parsed = parser.any();
        parser.tokens.expect(Kind.END);
        return parsed;
    }

    private Rule any() {
        var parts = new ArrayList<Rule>();
        do {
            parts.add(all());
        } while (tokens.accept(Kind.OR));
        return parts.size() == 1 ? parts.getFirst() : new Rule.Any(parts);
    }

    private Rule all() {
        var parts = new ArrayList<Rule>();
        do {
            parts.add(single());
        } while (tokens.accept(Kind.AND));
        return parts.size() == 1 ? parts.getFirst() : new Rule.All(parts);
    }

    private Rule single() {
        if (++depth > MAX_DEPTH) {
            throw new RuleSyntaxException("a rule is nested at most " + MAX_DEPTH + " deep");
        }
        Rule rule;
        if (tokens.accept(Kind.NOT)) {
            rule = new Rule.Not(single());
        } else if (tokens.accept(Kind.OPEN)) {
            rule = any();
            tokens.expect(Kind.CLOSE);
        } else {
            rule = matcher();
        }
        depth--;
        return rule;
    }

    private Rule matcher() {
        var name = tokens.expect(Kind.NAME);
        tokens.expect(Kind.OPEN);
        var values = new ArrayList<String>();
        do {
            values.add(tokens.expect(Kind.STRING).text());
        } while (tokens.accept(Kind.COMMA));
        tokens.expect(Kind.CLOSE);
        var rules = matchers.apply(name.text(), List.copyOf(values));
        return rules.size() == 1 ? rules.getFirst() : new Rule.Any(rules);
    }
}
