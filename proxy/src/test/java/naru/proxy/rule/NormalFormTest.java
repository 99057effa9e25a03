package naru.proxy.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

class NormalFormTest {
    private static final List<String> MATCHERS =
            List.of(
                    "Host(`a`)",
                    "Host(`b`)",
                    "Host(`*.c`)",
                    "HostRegexp(`^a`)",
                    "Path(`/x`)",
                    "PathPrefix(`/x`)",
                    "PathRegexp(`y$`)",
                    "Query(`q`, `1`)",
                    "Method(`GET`)");

    /** The expansion decides like the tree, for random rules and requests. */
    @Test
    void decidesLikeTheRuleItExpands() {
        for (long seed = 0; seed < 3_000; seed++) {
            var random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            var text = rule(random, 3);
            var rule = RuleParser.parse(text);
            NormalForm form;
            try {
                form = NormalForm.of(rule);
            } catch (RuleSyntaxException ignored) {
                continue;
            }
            for (int i = 0; i < 20; i++) {
                var request = request(random);
                assertThat(form.matches(request))
                        .as("seed %d: %s for %s", seed, text, request)
                        .isEqualTo(rule.matches(request));
            }
        }
    }

    private static String rule(RandomGenerator random, int depth) {
        int kind = depth == 0 ? 0 : random.nextInt(5);
        return switch (kind) {
            case 1 -> "!(" + rule(random, depth - 1) + ")";
            case 2, 3, 4 -> {
                var parts = new ArrayList<String>();
                int count = random.nextInt(2, 4);
                for (int i = 0; i < count; i++) {
                    parts.add(rule(random, depth - 1));
                }
                yield "(" + String.join(kind == 2 ? " && " : " || ", parts) + ")";
            }
            default -> MATCHERS.get(random.nextInt(MATCHERS.size()));
        };
    }

    private static Request request(RandomGenerator random) {
        var hosts = List.of("a", "b", "x.c", "ab", "c");
        var targets = List.of("/", "/x", "/xy", "/x/y", "/y?q=1", "/x?q=2&q=1");
        return Request.get(
                hosts.get(random.nextInt(hosts.size())),
                targets.get(random.nextInt(targets.size())));
    }
}
