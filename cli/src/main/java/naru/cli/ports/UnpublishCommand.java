package naru.cli.ports;

import picocli.CommandLine.Command;

/** {@code naru unpublish}. */
@Command(
        name = "unpublish",
        description = {
            "Unpublish ports of a container. Their connections end.",
            "Prints the published ports afterwards."
        },
        mixinStandardHelpOptions = true)
public final class UnpublishCommand extends PortsCommand {
    public UnpublishCommand() {
        super("unpublish");
    }
}
