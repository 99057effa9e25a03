package naru.cli.proxy;

import naru.cli.text.Columns;
import naru.cli.text.Json;

import picocli.CommandLine.Command;

import java.io.PrintWriter;
import java.util.Map;

/** {@code naru proxy ls}. */
@Command(
        name = "ls",
        description = {
            "List the routes of the running proxy, and the state of their members.",
            "The exit status is 1 if the proxy does not run or has problems."
        },
        mixinStandardHelpOptions = true)
final class ProxyListCommand extends Listing {
    ProxyListCommand() {
        super("/proxy/routes");
    }

    @Override
    boolean show(Map<String, Object> answer, PrintWriter out) {
        print(answer, out);
        return Json.text(answer, "State").equals("running")
                && Json.objects(problems(answer)).isEmpty();
    }

    private static Object problems(Map<String, Object> answer) {
        return answer.getOrDefault("Problems", "");
    }

    static void print(Map<String, Object> answer, PrintWriter out) {
        var failure = Json.text(answer, "Failure");
        if (!failure.isEmpty() || !Json.text(answer, "State").equals("running")) {
            out.println("the proxy is " + Json.text(answer, "State"));
            failure.lines().forEach(line -> out.println("  " + line));
        }
        var routes = Json.objects(answer.getOrDefault("Routes", ""));
        if (routes.isEmpty()) {
            out.println("no routes");
        } else {
            var columns = new Columns().row("ROUTE", "RULE", "BY", "MEMBER", "ADDRESS", "STATE");
            routes.forEach(route -> rows(route, columns));
            columns.lines().forEach(out::println);
        }
        for (var problem : Json.objects(problems(answer))) {
            out.println(
                    "problem: %s: %s: %s"
                            .formatted(
                                    Json.text(problem, "Container"),
                                    Json.text(problem, "Key"),
                                    Json.text(problem, "Text")));
        }
    }

    /** The route is named in the line of its first member only. */
    private static void rows(Map<String, Object> route, Columns columns) {
        var name = Json.text(route, "Name");
        var rule = Json.text(route, "Rule");
        var by = Json.text(route, "EntryPoints");
        var members = Json.objects(route.getOrDefault("Members", ""));
        if (members.isEmpty()) {
            columns.row(name, rule, by, "-", "-", "no members");
        }
        for (var member : members) {
            columns.row(
                    name,
                    rule,
                    by,
                    Json.text(member, "Container"),
                    Json.text(member, "Address"),
                    state(member));
            name = "";
            rule = "";
            by = "";
        }
    }

    private static String state(Map<String, Object> member) {
        var reason = Json.text(member, "Reason");
        var state = Json.text(member, "State");
        return reason.isEmpty() ? state : state + ": " + reason;
    }
}
