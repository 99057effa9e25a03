package naru.bench;

import java.io.IOException;
import java.nio.file.Files;

/** Figures of {@link ScaleLoop}, which need no other engine beside them. */
final class ScaleFigures {
    private ScaleFigures() {}

    static void print() throws IOException {
        var folder = Files.createTempDirectory("naru-bench-scale-");
        try {
            var loop = OwnNetworks.start(ScaleLoop.class, folder);
            try (var lines = loop.inputReader()) {
                lines.lines().forEach(System.out::println);
            } finally {
                Shell.endsInTime(loop);
            }
        } finally {
            Shell.removeTree(folder);
        }
    }
}
