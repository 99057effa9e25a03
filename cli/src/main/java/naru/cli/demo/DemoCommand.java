package naru.cli.demo;

import naru.cli.lab.Labs;
import naru.cli.text.Paint;
import naru.linux.Kernel;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

/** {@code naru demo}: shows what Naru does, on a host of its own. */
@Command(
        name = "demo",
        description = {
            "Show containers on two bridges, then on a network of three hosts, in labs.",
            "The machine's own network is not touched, and nothing is left behind."
        },
        mixinStandardHelpOptions = true)
public final class DemoCommand implements Callable<Integer> {
    /** The time limit. */
    private static final Duration LIMIT = Duration.ofSeconds(120);

    private static final Path BUSYBOX = Path.of("/bin/busybox");

    @Option(names = "--keep", description = "Leave the lab and its containers up.")
    private boolean keep;

    private @Nullable WebImage image;

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
        long begun = System.nanoTime();
        try {
            oneHost(labs, screen);
            severalHosts(labs, screen);
        } catch (InterruptedException stopped) {
            screen.text("Interrupted. The labs are removed.");
            return false;
        }
        screen.summary(Demo.since(begun));
        if (!keep) {
            screen.text("The labs are removed without leftovers.");
        }
        return screen.allHeld();
    }

    private void oneHost(Labs labs, DemoOutput screen) throws IOException, InterruptedException {
        screen.title("Three containers on two bridges, on a host of their own");
        long begun = System.nanoTime();
        var stage = LabDemoHost.raise(labs);
        run(
                stage::close,
                () -> {
                    screen.step(
                            "lab",
                            "a host with a daemon, in namespaces of their own",
                            Demo.since(begun));
                    new Demo(stage, screen).play(image(screen), keep);
                });
        afterwards(screen, stage.howToEnter(), stage.howToRemove());
    }

    private void severalHosts(Labs labs, DemoOutput screen)
            throws IOException, InterruptedException {
        if (!ClusterAct.isPossible()) {
            screen.text("etcd is not installed: the cluster is not shown");
            return;
        }
        screen.title("Three hosts, one network");
        long begun = System.nanoTime();
        var act = ClusterAct.raise(labs, screen);
        run(
                act::close,
                () -> {
                    screen.step(
                            "lab",
                            "three hosts on a LAN and a spare, a daemon on each",
                            Demo.since(begun));
                    act.play(image(screen));
                });
        afterwards(screen, act.howToEnter(), act.howToRemove());
    }

    /** The image of all containers, from this machine's busybox. */
    private WebImage image(DemoOutput screen) throws IOException, InterruptedException {
        var found = image;
        if (found == null) {
            long begun = System.nanoTime();
            if (!Files.isExecutable(BUSYBOX) || !Tools.has("docker-registry")) {
                throw new DemoFailure(
                        "expected busybox and docker-registry: apt-get install busybox-static"
                                + " docker-registry");
            }
            var applets = new Tools(Map.of()).must(BUSYBOX.toString(), "--list").strip();
            found = WebImage.of(BUSYBOX, List.of(applets.split("\\s+")));
            image = found;
            screen.step(
                    "image",
                    "a web server of %d kB, made of %s"
                            .formatted(found.layer().bytes().length / 1000, BUSYBOX),
                    Demo.since(begun));
        }
        return found;
    }

    private interface Act {
        void play() throws IOException, InterruptedException;
    }

    /** Removes the lab afterwards, unless it is to be kept. */
    private void run(Runnable remove, Act act) throws IOException, InterruptedException {
        try {
            act.play();
        } catch (IOException | InterruptedException | RuntimeException failure) {
            boolean stopped = Thread.interrupted(); // so that the cleanup is not interrupted, too
            remove.run();
            if (stopped && !(failure instanceof InterruptedException)) {
                throw new InterruptedException();
            }
            throw failure;
        }
        if (!keep) {
            remove.run();
        }
    }

    private void afterwards(DemoOutput screen, String enter, String removal) {
        if (keep) {
            screen.text("");
            screen.text("The lab is up. Enter it:  " + enter);
            screen.text("Remove it:                " + removal);
        }
    }
}
