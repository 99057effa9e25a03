package naru.cli.proxy;

import naru.cli.text.Columns;
import naru.proxy.table.RoutingTable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code naru proxy check}. */
@Command(
        name = "check",
        description = {
            "List the routes that labels and variables define, and their problems.",
            "Starts nothing. The exit status is 1 if there are problems."
        },
        mixinStandardHelpOptions = true)
final class ProxyCheckCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Spec
    private CommandSpec spec;

    @Mixin private final Sources sources = new Sources();

    @Parameters(
            arity = "0..*",
            paramLabel = "FILE",
            description = "Compose files or route files; without one, what runs.")
    private List<Path> files = List.of();

    @Override
    public Integer call() throws IOException {
        var table = sources.table(files);
        var out = spec.commandLine().getOut();
        print(table, out);
        out.flush();
        return table.problems().isEmpty() ? 0 : 1;
    }

    static void print(RoutingTable table, PrintWriter out) {
        if (table.routes().isEmpty()) {
            out.println("no routes");
        } else {
            var columns = new Columns().row("ROUTE", "RULE", "BY", "STEPS", "MEMBERS");
            for (var routed : table.routes()) {
                columns.row(
                        routed.route().name().toString(),
                        routed.route().text(),
                        Texts.entry(routed.route()),
                        Texts.steps(routed),
                        Texts.members(routed));
            }
            columns.lines().forEach(out::println);
        }
        table.problems().forEach(problem -> out.println("problem: " + problem));
    }
}
