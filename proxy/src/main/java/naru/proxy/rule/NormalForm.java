package naru.proxy.rule;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A rule as alternatives, each a set of tests that must all hold (disjunctive normal form). A
 * request matches the rule if it passes all tests of at least one alternative.
 */
public record NormalForm(List<Set<Test>> alternatives) {
    /** More alternatives are refused; a product of sums can have exponentially many. */
    public static final int MAX_ALTERNATIVES = 64;

    /** Alternatives with more tests are refused; a line of HAProxy has at most 64 words. */
    public static final int MAX_TESTS = 50;

    /** A matcher, or its opposite. */
    public record Test(Matcher matcher, boolean negated) {
        public boolean holds(Request request) {
            return matcher.matches(request) != negated;
        }

        /** Whether it looks at the host name. */
        public boolean isOfHost() {
            return matcher instanceof Matcher.Host
                    || matcher instanceof Matcher.HostBelow
                    || matcher instanceof Matcher.HostRegexp;
        }

        /** As a rule writes it. */
        @Override
        public String toString() {
            return negated ? "!" + matcher.text() : matcher.text();
        }
    }

    public NormalForm {
        alternatives = alternatives.stream().map(Set::copyOf).distinct().toList();
    }

    /** Whether an alternative names hosts, be it by a pattern. */
    public static boolean namesHosts(Set<Test> alternative) {
        return alternative.stream().anyMatch(test -> !test.negated() && test.isOfHost());
    }

    /**
     * Expands a rule.
     *
     * @throws RuleSyntaxException if it has more than {@link #MAX_ALTERNATIVES} alternatives
     */
    public static NormalForm of(Rule rule) {
        return new NormalForm(expand(rule, false));
    }

    /**
     * Reads a rule.
     *
     * @throws RuleSyntaxException if it cannot be read, or has too many alternatives
     */
    public static NormalForm parse(String rule) {
        return of(RuleParser.parse(rule));
    }

    /**
     * Reads a rule for TCP connections.
     *
     * @throws RuleSyntaxException if it cannot be read, or has too many alternatives
     */
    public static NormalForm parseTcp(String rule) {
        return of(RuleParser.parseTcp(rule));
    }

    public boolean matches(Request request) {
        return alternatives.stream()
                .anyMatch(tests -> tests.stream().allMatch(test -> test.holds(request)));
    }

    private static List<Set<Test>> expand(Rule rule, boolean negated) {
        return switch (rule) {
            case Matcher matcher -> List.of(Set.of(new Test(matcher, negated)));
            case Rule.Not(var part) -> expand(part, !negated);
            case Rule.All(var parts) -> negated ? sum(parts, true) : product(parts, false);
            case Rule.Any(var parts) -> negated ? product(parts, true) : sum(parts, false);
        };
    }

    private static List<Set<Test>> sum(List<Rule> parts, boolean negated) {
        var all = new LinkedHashSet<Set<Test>>();
        for (var part : parts) {
            all.addAll(expand(part, negated));
            check(all.size());
        }
        return List.copyOf(all);
    }

    private static List<Set<Test>> product(List<Rule> parts, boolean negated) {
        List<Set<Test>> products = List.of(Set.of());
        for (var part : parts) {
            var next = new LinkedHashSet<Set<Test>>();
            for (var left : products) {
                for (var right : expand(part, negated)) {
                    var both = new LinkedHashSet<>(left);
                    both.addAll(right);
                    if (!contradicts(both)) {
                        next.add(both);
                    }
                    check(next.size());
                    if (both.size() > MAX_TESTS) {
                        throw new RuleSyntaxException(
                                "more than " + MAX_TESTS + " conditions must hold together");
                    }
                }
            }
            products = new ArrayList<>(next);
        }
        return products;
    }

    private static boolean contradicts(Set<Test> tests) {
        return tests.stream()
                .anyMatch(test -> tests.contains(new Test(test.matcher(), !test.negated())));
    }

    private static void check(int alternatives) {
        if (alternatives > MAX_ALTERNATIVES) {
            throw new RuleSyntaxException(
                    "the rule has more than "
                            + MAX_ALTERNATIVES
                            + " alternatives when its parentheses are resolved; split it into"
                            + " several routers");
        }
    }
}
