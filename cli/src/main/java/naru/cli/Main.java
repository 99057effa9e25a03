package naru.cli;

import naru.cli.demo.DemoCommand;
import naru.cli.dns.DnsCommand;
import naru.cli.doctor.DoctorCommand;
import naru.cli.inventory.InventoryCommand;
import naru.cli.lab.LabCommand;
import naru.cli.ports.PublishCommand;
import naru.cli.ports.UnpublishCommand;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The {@code naru} command. */
@Command(
        name = "naru",
        description = "A container network engine that speaks the Docker Engine API.",
        mixinStandardHelpOptions = true,
        version = "naru 0.1.0",
        subcommands = {
            DaemonCommand.class,
            LabCommand.class,
            DoctorCommand.class,
            InventoryCommand.class,
            PublishCommand.class,
            UnpublishCommand.class,
            DnsCommand.class,
            DemoCommand.class
        })
public final class Main {
    private Main() {}

    /** Exits with the command's status: 0, 1 after a failure, 2 when it was not understood. */
    public static void main(String[] arguments) {
        // The daemon starts often, and picocli takes a tenth of a second to warm up.
        var daemon = DaemonOptions.parse(arguments);
        int status = daemon.isPresent() ? DaemonCommand.run(daemon.get()) : execute(arguments);
        System.exit(status);
    }

    private static int execute(String[] arguments) {
        return new CommandLine(new Main())
                .setExecutionExceptionHandler((failure, command, _) -> tell(failure, command))
                .execute(arguments);
    }

    private static int tell(Exception failure, CommandLine command) {
        command.getErr().println("naru: " + Failure.describe(failure));
        if (System.getenv("NARU_DEBUG") != null) {
            failure.printStackTrace(command.getErr());
        }
        return 1;
    }
}
