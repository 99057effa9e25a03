package naru.cli.ports;

import picocli.CommandLine.Command;

/** {@code naru publish}. */
@Command(
        name = "publish",
        description = {
            "Publish ports of a running or stopped container, without a restart.",
            "Prints the published ports afterwards."
        },
        mixinStandardHelpOptions = true)
public final class PublishCommand extends PortsCommand {
    public PublishCommand() {
        super("publish");
    }
}
