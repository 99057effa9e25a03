package naru.cli.ports;

import picocli.CommandLine.Command;

/** {@code naru publish}. */
@Command(
        name = "publish",
        description = {
            "Publish ports of a container, running or not, without restarting it.",
            "Prints what is published afterwards."
        },
        mixinStandardHelpOptions = true)
public final class PublishCommand extends PortsCommand {
    public PublishCommand() {
        super("publish");
    }
}
