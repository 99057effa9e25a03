package naru.bench;

import java.nio.file.Path;
import java.util.List;

/** The engine of this repository, started by its launcher. */
public final class NaruEngine extends Engine {
    private final Path launcher;

    public NaruEngine(Path launcher, Path folder) {
        super("naru", folder);
        this.launcher = launcher;
    }

    @Override
    List<String> command() {
        return List.of(
                "unshare", // its mounts end with it
                "--mount",
                "--propagation",
                "private",
                launcher.toString(),
                "daemon",
                "--socket",
                socket().toString(),
                "--data-root",
                folder().resolve("data").toString(),
                "--exec-root",
                folder().resolve("exec").toString());
    }

    @Override
    List<String> companions() {
        return List.of();
    }
}
