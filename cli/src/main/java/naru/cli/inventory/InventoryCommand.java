package naru.cli.inventory;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.nio.file.Path;
import java.util.concurrent.Callable;

/** {@code naru inventory}: prints the inventory of the network namespace in which it is started. */
@Command(
        name = "inventory",
        description = {
            "Print every kernel object that the daemon owns, or that looks like a leftover of it.",
            "Works without a daemon. Two outputs are equal if nothing was left behind in between."
        },
        mixinStandardHelpOptions = true)
public final class InventoryCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    @Spec
    private CommandSpec spec;

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Option(
            names = "--data-root",
            paramLabel = "DIR",
            description = "The daemon's persistent state (${DEFAULT-VALUE}).")
    private Path dataRoot = Path.of("/var/lib/naru");

    @Option(
            names = "--exec-root",
            paramLabel = "DIR",
            description = "The daemon's runtime state (${DEFAULT-VALUE}).")
    private Path execRoot = Path.of("/run/naru");

    @Override
    public Integer call() throws InterruptedException {
        var inventory =
                Inventory.take(
                        dataRoot.toAbsolutePath().normalize(),
                        execRoot.toAbsolutePath().normalize());
        var out = spec.commandLine().getOut();
        if (json) {
            out.println(inventory.json());
        } else {
            inventory.lines().forEach(out::println);
        }
        out.flush();
        return 0;
    }
}
