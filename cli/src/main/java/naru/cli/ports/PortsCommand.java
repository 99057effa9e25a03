package naru.cli.ports;

import naru.cli.http.DaemonOption;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** The common part of {@code naru publish} and {@code naru unpublish}. */
abstract class PortsCommand implements Callable<Integer> {
    private final String change;

    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Spec
    private CommandSpec spec;

    @Mixin private final DaemonOption option = new DaemonOption();

    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Parameters(index = "0", paramLabel = "CONTAINER")
    private String container;

    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "PORT",
            description = {
                "such as 8080:80, 127.0.0.1:53:53/udp, [::1]::443 or 9000-9009:9000-9009;",
                "80 alone publishes on a free port, and unpublishes all its bindings."
            })
    private List<String> ports;

    PortsCommand(String change) {
        this.change = change;
    }

    @Override
    public final Integer call() throws IOException {
        var client = new PortsClient(option.daemon());
        var out = spec.commandLine().getOut();
        client.change(change, container, ports).forEach(out::println);
        out.flush();
        return 0;
    }
}
