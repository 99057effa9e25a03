package naru.cli.ports;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code naru unpublish}. */
@Command(
        name = "unpublish",
        description = {
            "Cease to publish ports of a container. Connections by them end.",
            "Prints what is published afterwards."
        },
        mixinStandardHelpOptions = true)
public final class UnpublishCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "The daemon's socket (DOCKER_HOST, or /run/naru/naru.sock).")
    private String socket = "";

    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Parameters(index = "0", paramLabel = "CONTAINER")
    private String container;

    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "PORT",
            description = "such as 8080:80, or 80 for wherever it is published")
    private List<String> ports;

    @Override
    public Integer call() throws IOException {
        var client = PortsClient.of(socket, System.getenv());
        var out = spec.commandLine().getOut();
        client.change("unpublish", container, ports).forEach(out::println);
        out.flush();
        return 0;
    }
}
