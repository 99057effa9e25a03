package naru.cli;

import naru.cli.demo.DemoCommand;
import naru.cli.dns.DnsCommand;
import naru.cli.doctor.DoctorCommand;
import naru.cli.inventory.InventoryCommand;
import naru.cli.lab.LabCommand;
import naru.cli.ports.PublishCommand;
import naru.cli.ports.UnpublishCommand;
import naru.cli.proxy.ProxyCommand;
import naru.linux.process.Exec;

import picocli.CommandLine;
import picocli.CommandLine.Command;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/** The {@code naru} command. */
@Command(
        name = "naru",
        description = "A container network engine that speaks the Docker Engine API.",
        mixinStandardHelpOptions = true,
        version = "naru 0.1.0")
public final class Main {
    /** Set by the launcher if it starts the JVM with the class cache. */
    private static final String CACHED = "naru.cached";

    private Main() {}

    /** Exits with the command's status: 0, 1 after a failure, 2 after a usage error. */
    public static void main(String[] arguments) {
        // Loading picocli would add a tenth of a second to the daemon's start.
        var daemon = DaemonOptions.parse(arguments);
        if (daemon.isEmpty() && Boolean.getBoolean(CACHED)) {
            startWithoutCache(arguments);
        }
        int status =
                daemon.isPresent()
                        ? DaemonCommand.run(daemon.get())
                        : commandLine(commands()).execute(arguments);
        System.exit(status);
    }

    /**
     * Replaces this process. The class cache contains a part of picocli's sealed package, which the
     * JVM rejects once the parser loads another part.
     */
    private static void startWithoutCache(String[] arguments) {
        String launcher = System.getProperty("naru.launcher", "naru");
        var words = new ArrayList<>(List.of(launcher));
        words.addAll(List.of(arguments));
        var environment = new HashMap<>(System.getenv());
        environment.put("NARU_AOT", "off");
        Exec.replace(Path.of(launcher), words, environment);
    }

    /** The commands, in the order of the help. A daemon that starts does not load them. */
    static List<Class<?>> commands() {
        return List.of(
                DaemonCommand.class,
                LabCommand.class,
                DoctorCommand.class,
                InventoryCommand.class,
                PublishCommand.class,
                UnpublishCommand.class,
                DnsCommand.class,
                ProxyCommand.class,
                DemoCommand.class);
    }

    /** The command line with {@code commands}, which are annotated for picocli. */
    static CommandLine commandLine(List<Class<?>> commands) {
        var line = new CommandLine(new Main());
        commands.forEach(line::addSubcommand);
        return line.setExecutionExceptionHandler((failure, command, _) -> report(failure, command));
    }

    private static int report(Exception failure, CommandLine command) {
        command.getErr().println("naru: " + Failure.describe(failure));
        if (System.getenv("NARU_DEBUG") != null) {
            failure.printStackTrace(command.getErr());
        }
        return 1;
    }
}
