package naru.cli.proxy;

import naru.proxy.table.Decision;
import naru.proxy.table.Decision.Outcome;

import java.io.PrintWriter;

/** Decisions on requests as a terminal shows them. */
final class DecisionTexts {
    private DecisionTexts() {}

    static void print(Decision decision, PrintWriter out) {
        out.println(
                switch (decision.outcome()) {
                    case Outcome.Served(var by) ->
                            "route "
                                    + by.route().name()
                                    + ", "
                                    + by.route().text()
                                    + ", leads to "
                                    + Texts.members(by);
                    case Outcome.RedirectedToHttps(var by) ->
                            "route "
                                    + by.route().name()
                                    + ", "
                                    + by.route().text()
                                    + ", redirects to https";
                    case Outcome.UnknownHost(var status) ->
                            "no route has this host: the proxy answers " + status;
                    case Outcome.LeftToHttp() ->
                            "no TCP route takes this connection: HTTP routes decide on its"
                                    + " requests";
                    case Outcome.Closed() -> "no route takes this connection: the proxy closes it";
                    case Outcome.NoMatch() -> "no route takes this request: the proxy answers 404";
                });
        if (decision.outcome() instanceof Outcome.Served(var by) && !by.steps().isEmpty()) {
            out.println("steps: " + Texts.steps(by));
        }
        if (decision.outcome() instanceof Outcome.Served(var by)) {
            by.cache().ifPresent(cache -> out.println(Texts.cache(cache)));
        }
        if (!decision.passed().isEmpty()) {
            out.println("tried before:");
            for (var passed : decision.passed()) {
                out.println("  " + passed.route().name() + ": " + passed.reason());
            }
        }
    }
}
