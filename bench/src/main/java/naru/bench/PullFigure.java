package naru.bench;

import static naru.bench.Comparison.compare;
import static naru.bench.Comparison.milliseconds;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** A pull of 300 MB in four layers from a registry on loopback. */
final class PullFigure {
    private static final String IMAGE = "127.0.0.1:5000/bench:1";
    private static final int[] LAYERS = {140, 80, 50, 30}; // MB, unpacked
    private static final int FILES_PER_MB = 16;

    private PullFigure() {}

    static void print(List<Engine> engines, Path folder) throws Exception {
        Files.createDirectories(folder);
        var registries = new ArrayList<Process>();
        try {
            for (var engine : engines) {
                registries.add(startRegistry(engine, folder));
            }
            var naru = engines.getFirst();
            naru.docker("load", "-i", archive(folder).toString());
            naru.docker("push", IMAGE);
            naru.docker("rmi", IMAGE);
            compare("pull-300MB", "ms", 1, 5, engines, PullFigure::pull);
        } finally {
            for (var registry : registries) {
                registry.destroy();
                Shell.endsInTime(registry);
            }
        }
    }

    private static double pull(Engine engine) throws Exception {
        double time = milliseconds(() -> engine.docker("pull", "-q", IMAGE));
        engine.docker("rmi", IMAGE);
        Shell.run("sync"); // so that writes of one side do not slow down the other
        return time;
    }

    /** A registry in the engine's namespace; all of them serve the same directory. */
    private static Process startRegistry(Engine engine, Path folder) throws Exception {
        var config = folder.resolve("registry.yml");
        Files.writeString(
                config,
                """
                version: 0.1
                log: {level: error}
                storage: {filesystem: {rootdirectory: %s}}
                http: {addr: "127.0.0.1:5000"}
                """
                        .formatted(folder.resolve("registry")));
        var registry =
                new ProcessBuilder(
                                "nsenter",
                                "--net=/run/netns/" + engine.netns(),
                                "docker-registry",
                                "serve",
                                config.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("registry.log").toFile())
                        .start();
        Thread.sleep(1000);
        return registry;
    }

    /**
     * An archive for {@code docker load}: layers of files whose compression ratio resembles
     * programs.
     */
    private static Path archive(Path folder) throws Exception {
        var parts = Files.createDirectories(folder.resolve("parts"));
        var layers = new ArrayList<String>();
        for (int i = 0; i < LAYERS.length; i++) {
            layers.add(layer(parts, i));
        }
        var ids = layers.stream().map(l -> "\"sha256:" + l + "\"").collect(Collectors.joining(","));
        var config =
                "{\"architecture\":\"amd64\",\"os\":\"linux\",\"rootfs\":{\"type\":\"layers\","
                        + "\"diff_ids\":["
                        + ids
                        + "]}}";
        Files.writeString(parts.resolve("config.json"), config);
        var names = layers.stream().map(l -> "\"" + l + ".tar\"").collect(Collectors.joining(","));
        Files.writeString(
                parts.resolve("manifest.json"),
                "[{\"Config\":\"config.json\",\"RepoTags\":[\"%s\"],\"Layers\":[%s]}]"
                        .formatted(IMAGE, names));
        var archive = folder.resolve("image.tar");
        Shell.run("tar", "-C", parts.toString(), "-cf", archive.toString(), ".");
        Shell.removeTree(parts);
        return archive;
    }

    /** Returns the SHA-256 of the tar, which is its file name. */
    private static String layer(Path parts, int number) throws Exception {
        var root = Files.createDirectories(parts.resolve("layer" + number));
        var random = new Random(number);
        for (int i = 0; i < LAYERS[number] * FILES_PER_MB; i++) {
            var directory = Files.createDirectories(root.resolve("folder" + i % 100));
            Files.write(directory.resolve("file" + i), content(random));
        }
        var tar = parts.resolve("layer.tar");
        Shell.run("tar", "-C", root.toString(), "-cf", tar.toString(), ".");
        Shell.removeTree(root);
        String digest = sha256(tar);
        Files.move(tar, parts.resolve(digest + ".tar"));
        return digest;
    }

    /** A third of it is random, the rest repeats. */
    private static byte[] content(Random random) {
        var bytes = new byte[1_000_000 / FILES_PER_MB];
        var some = new byte[64];
        for (int at = 0; at + 192 <= bytes.length; at += 192) {
            random.nextBytes(some);
            System.arraycopy(some, 0, bytes, at, some.length);
        }
        return bytes;
    }

    private static String sha256(Path file) throws IOException, NoSuchAlgorithmException {
        var hash = MessageDigest.getInstance("SHA-256");
        try (var in = Files.newInputStream(file)) {
            var buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                hash.update(buffer, 0, n);
            }
        }
        return HexFormat.of().formatHex(hash.digest());
    }
}
