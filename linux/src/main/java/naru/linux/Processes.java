package naru.linux;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts processes whose surroundings differ from this process's own. */
public final class Processes {
    private Processes() {}

    /**
     * Starts a process in a mount namespace of its own in which {@code hidden} are unmounted.
     * Mounts and unmounts made outside still reach it; its own stay inside.
     */
    public static Process spawn(ProcessBuilder builder, List<Path> hidden) throws IOException {
        throw new UnsupportedOperationException();
    }
}
