package naru.proxy.control;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The containers that an operator has taken out of service, by their ids. A file keeps them while
 * the daemon is restarted. Any thread.
 */
final class Drains {
    private static final Logger log = System.getLogger(Drains.class.getName());

    private final Path file;
    private volatile Set<String> ids;

    Drains(Path file) {
        this.file = file;
        ids = read(file);
    }

    private static Set<String> read(Path file) {
        try (var lines = Files.lines(file)) {
            return lines.map(String::strip)
                    .filter(line -> !line.isEmpty())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException | UncheckedIOException none) {
            return Set.of();
        }
    }

    Set<String> ids() {
        return ids;
    }

    /**
     * Takes a container out of service, or back into it.
     *
     * @return whether that is a change
     */
    synchronized boolean change(String id, boolean out) {
        var next = new TreeSet<>(ids);
        return (out ? next.add(id) : next.remove(id)) && accept(next);
    }

    private boolean accept(Set<String> next) {
        ids = Set.copyOf(next);
        try {
            var text = next.stream().map(id -> id + "\n").collect(Collectors.joining());
            var written = Files.writeString(file.resolveSibling(file.getFileName() + ".new"), text);
            Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            log.log(Level.WARNING, "drains will be lost when the daemon ends: {0}", e.toString());
        }
        return true;
    }
}
