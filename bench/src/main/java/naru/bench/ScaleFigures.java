package naru.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Figures of {@link ScaleLoop}, which need no other engine; first the kernel's own cost of the
 * thousandth endpoint of a bridge.
 */
final class ScaleFigures {
    static final String[] NAMES = {
        "attach-1000th", "attach-200-at-once", "publish-10000-ports", "connections-1000-ports"
    };

    private ScaleFigures() {}

    static void print() throws IOException {
        var folder = Files.createTempDirectory("naru-bench-scale-");
        try {
            printFloor(folder.resolve("floor").toString());
            print(ScaleLoop.class, folder.resolve("scale"));
            print(ConnectionLoop.class, folder.resolve("connections"));
        } finally {
            Shell.removeTree(folder);
        }
    }

    private static void print(Class<?> main, Path folder) throws IOException {
        Files.createDirectory(folder);
        var loop = OwnNetworks.start(main, folder);
        try (var lines = loop.inputReader()) {
            lines.lines().forEach(System.out::println);
        } finally {
            Shell.endsInTime(loop);
        }
    }

    private static void printFloor(String floor) throws IOException {
        Shell.run("cc", "-O2", "-o", floor, "bench/src/main/c/floor.c");
        var line = Shell.run(floor, "1000", "keep");
        double first = AttachFigure.value(line, "first");
        double last = AttachFigure.value(line, "last");
        System.out.printf(
                "bench attach-1000th-floor kernel=%.4gus first=%.4gus ratio=%.3g%n",
                last, first, last / first);
    }
}
