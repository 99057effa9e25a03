package naru.proxy.haproxy.routing;

import naru.proxy.model.Route;
import naru.proxy.rule.Matcher;
import naru.proxy.rule.NormalForm;
import naru.proxy.rule.NormalForm.Test;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * An alternative of a route's rule.
 *
 * @param target the backend
 * @param listens whether the route takes requests of the entry point; else it makes its host known
 * @param host the only host name that can pass; empty if several can
 */
record Alternative(Set<Test> tests, String target, boolean listens, Optional<String> host) {
    static Stream<Alternative> of(Route route, String target, boolean listens) {
        return route.rule().alternatives().stream().map(tests -> of(tests, target, listens));
    }

    static Alternative of(Set<Test> tests, String target, boolean listens) {
        var host =
                tests.stream()
                        .filter(test -> !test.negated())
                        .map(Test::matcher)
                        .filter(Matcher.Host.class::isInstance)
                        .map(matcher -> ((Matcher.Host) matcher).name())
                        .findFirst();
        return new Alternative(tests, target, listens, host);
    }

    boolean mayTake(String name) {
        return host.isEmpty() || host.get().equals(name);
    }

    /** Whether it names hosts, be it by a pattern. */
    boolean namesHosts() {
        return NormalForm.namesHosts(tests);
    }
}
