package naru.cli.ports;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;

/** {@code naru publish}. */
@Command(
        name = "publish",
        description = {
            "Publish ports of a container, running or not, without restarting it.",
            "Prints what is published afterwards."
        },
        mixinStandardHelpOptions = true)
public final class PublishCommand implements Callable<Integer> {
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
            description = "such as 8080:80, 127.0.0.1:53:53/udp, [::1]::443 or 9000-9009:9000-9009")
    private List<String> ports;

    @Override
    public Integer call() throws IOException {
        var client = PortsClient.of(socket, System.getenv());
        var out = spec.commandLine().getOut();
        client.change("publish", container, ports).forEach(out::println);
        out.flush();
        return 0;
    }
}
