package naru.proxy.rule;

import java.util.List;

/** A condition on requests, made of {@link Matcher}s. */
public sealed interface Rule permits Rule.All, Rule.Any, Rule.Not, Matcher {
    boolean matches(Request request);

    /** {@code a && b}. */
    record All(List<Rule> parts) implements Rule {
        public All {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean matches(Request request) {
            return parts.stream().allMatch(part -> part.matches(request));
        }
    }

    /** {@code a || b}. */
    record Any(List<Rule> parts) implements Rule {
        public Any {
            parts = List.copyOf(parts);
        }

        @Override
        public boolean matches(Request request) {
            return parts.stream().anyMatch(part -> part.matches(request));
        }
    }

    /** {@code !a}. */
    record Not(Rule part) implements Rule {
        @Override
        public boolean matches(Request request) {
            return !part.matches(request);
        }
    }
}
