package naru.linux.syscall;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Finds threads that were started inside a network namespace, and inherited it. */
public final class StrayThreads {
    private static final Path TASKS = Path.of("/proc/self/task");
    private static final String NETNS = "ns/net";

    /** The kernel's ids of the threads that may enter namespaces. */
    private static final Set<String> EXPECTED = ConcurrentHashMap.newKeySet();

    private StrayThreads() {}

    /** The calling thread may enter namespaces, until {@link #forget}. */
    public static boolean expect() {
        return EXPECTED.add(ownId());
    }

    public static boolean forget() {
        return EXPECTED.remove(ownId());
    }

    private static String ownId() {
        try {
            return Files.readSymbolicLink(Path.of("/proc/thread-self")).getFileName().toString();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /**
     * The names of threads of this process in the calling thread's namespace, besides those that
     * entered it; empty in the namespace of the process itself.
     */
    public static List<String> here() {
        var strays = new ArrayList<String>();
        try {
            var own = Files.readSymbolicLink(Path.of("/proc/thread-self", NETNS));
            if (own.equals(Files.readSymbolicLink(Path.of("/proc/self", NETNS)))) {
                return strays;
            }
            try (var tasks = Files.newDirectoryStream(TASKS)) {
                for (var task : tasks) {
                    var name = strayName(task, own);
                    if (!name.isEmpty()) {
                        strays.add(name);
                    }
                }
            }
        } catch (IOException | DirectoryIteratorException ignored) {
            // without /proc there is nothing to look at
        }
        return strays;
    }

    /** Empty if the thread is elsewhere, has ended, or entered the namespace by itself. */
    private static String strayName(Path task, Path own) {
        try {
            boolean stray =
                    !EXPECTED.contains(task.getFileName().toString())
                            && Files.readSymbolicLink(task.resolve(NETNS)).equals(own);
            return stray ? Files.readString(task.resolve("comm")).strip() : "";
        } catch (IOException ignored) {
            return "";
        }
    }
}
