package naru.cli.proxy;

import naru.cli.http.DaemonOption;
import naru.cli.text.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.concurrent.Callable;

/** {@code naru proxy purge}. */
@Command(
        name = "purge",
        description = {
            "Delete cached responses, and print their number.",
            "A URL stands for itself with its query, by HTTP and HTTPS and at all ports."
        },
        mixinStandardHelpOptions = true)
final class ProxyPurgeCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Spec
    private CommandSpec spec;

    @Mixin private final DaemonOption option = new DaemonOption();

    @Parameters(arity = "0..1", paramLabel = "URL", description = "Of one page: shop.test/a?b=c.")
    private String url = "";

    @Option(
            names = "--route",
            paramLabel = "R",
            description = "A route, as `naru proxy ls` has it.")
    private String route = "";

    @Option(names = "--all", description = "All responses of all routes.")
    private boolean all;

    @Override
    public Integer call() throws IOException {
        if (all == (!url.isEmpty() || !route.isEmpty())) {
            throw new ParameterException(spec.commandLine(), "give a URL, --route R or --all");
        }
        var answer =
                option.daemon()
                        .post("/proxy/purge", Json.object("URL", url, "Route", route, "All", all));
        spec.commandLine().getOut().println(answer.getOrDefault("Purged", 0));
        spec.commandLine().getOut().flush();
        return 0;
    }
}
