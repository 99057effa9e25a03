package naru.cli.demo;

import naru.cli.lab.Labs;
import naru.cli.text.Paint;
import naru.linux.Kernel;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Callable;

/** {@code naru demo}: shows what Naru does, on a host of its own. */
@Command(
        name = "demo",
        description = {
            "Show containers on two bridges, and the kernel objects behind them, in a lab.",
            "The machine's own network is not touched, and nothing is left behind."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    /** The time limit. */
    private static final Duration LIMIT = Duration.ofSeconds(120);

    @Option(names = "--keep", description = "Leave the lab and its containers up.")
    private boolean keep;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
            throw new DemoFailure("the demo makes network namespaces, so it requires root");
        }
        var labs = new Labs(Kernel.DIRECT, Path.of(System.getProperty("naru.launcher", "naru")));
        var screen = new DemoOutput(System.out, Paint.ofTerminal());
        try (var _ = new InterruptHandler(LIMIT)) {
            return play(labs, screen) ? 0 : 1;
        }
    }

    private boolean play(Labs labs, DemoOutput screen) throws IOException, InterruptedException {
        screen.title("Three containers on two bridges, on a host of their own");
        long begun = System.nanoTime();
        var stage = LabDemoHost.raise(labs);
        try {
            screen.step(
                    "lab", "a host with a daemon, in namespaces of their own", Demo.since(begun));
            new Demo(stage, screen).play(keep);
        } catch (IOException | InterruptedException | RuntimeException failure) {
            boolean stopped = Thread.interrupted(); // so that the cleanup is not interrupted, too
            stage.close();
            if (stopped || failure instanceof InterruptedException) {
                screen.text("Interrupted. The lab is removed.");
                return false;
            }
            throw failure;
        }
        if (keep) {
            screen.summary(Demo.since(begun));
            screen.text("The lab is up. Enter it:  " + stage.howToEnter());
            screen.text("Remove it:                " + stage.howToRemove());
        } else {
            stage.close();
            screen.summary(Demo.since(begun));
            screen.text("The lab is removed without leftovers.");
        }
        return screen.allHeld();
    }
}
