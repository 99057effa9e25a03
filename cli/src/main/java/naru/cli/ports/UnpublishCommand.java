package naru.cli.ports;

import picocli.CommandLine.Command;

/** {@code naru unpublish}. */
@Command(
        name = "unpublish",
        description = {
            "Cease to publish ports of a container. Connections by them end.",
            "Prints what is published afterwards."
        },
        mixinStandardHelpOptions = true)
public final class UnpublishCommand extends PortsCommand {
    public UnpublishCommand() {
        super("unpublish");
    }
}
