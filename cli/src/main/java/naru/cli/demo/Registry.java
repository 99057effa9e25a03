package naru.cli.demo;

import naru.cli.http.Http;
import naru.cli.http.HttpAnswer;
import naru.linux.Netns;
import naru.linux.process.Processes;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Debian's docker-registry on the loopback address of one host. Closing it deletes its files. */
final class Registry implements AutoCloseable {
    static final int PORT = 5000;
    static final String ADDRESS = "127.0.0.1:" + PORT;
    private static final int TRIES = 200;
    private static final int PAUSE = 50; // milliseconds

    private final Process process;
    private final Http http;

    private Registry(Process process, Http http) {
        this.process = process;
        this.http = http;
    }

    /** Starts it inside {@code host}, with its files in {@code folder}. */
    static Registry start(Netns host, Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        var config = Files.writeString(folder.resolve("config.yml"), config(folder));
        var builder =
                new ProcessBuilder("docker-registry", "serve", config.toString())
                        .redirectInput(new File("/dev/null"))
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("log").toFile());
        var http = Http.tcp(host, new InetSocketAddress("127.0.0.1", PORT));
        var registry = new Registry(Processes.start(host, builder), http);
        try {
            registry.awaitReady(folder.resolve("log"));
            return registry;
        } catch (IOException | InterruptedException | RuntimeException failure) {
            registry.close();
            throw failure;
        }
    }

    private static String config(Path folder) {
        return """
        version: 0.1
        log: {level: error}
        storage: {filesystem: {rootdirectory: %s}}
        http: {addr: "%s"}
        """
                .formatted(folder.resolve("data"), ADDRESS);
    }

    private void awaitReady(Path log) throws IOException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            if (!process.isAlive()) {
                throw new IOException("docker-registry ended: " + Files.readString(log).strip());
            }
            try {
                if (http.get("/v2/").isFine()) {
                    return;
                }
            } catch (IOException ignored) {
                // not listening yet
            }
            Thread.sleep(PAUSE);
        }
        throw new IOException("docker-registry does not answer at " + ADDRESS);
    }

    /** Pushes an image; see OCI Distribution Specification, "Pushing". */
    void push(String repository, String tag, WebImage image) throws IOException {
        for (var blob : List.of(image.layer(), image.config())) {
            var begun =
                    expect(
                            http.send(
                                    "POST",
                                    "/v2/" + repository + "/blobs/uploads/",
                                    "",
                                    new byte[0]));
            String location = begun.headers().getOrDefault("location", "");
            int path = location.indexOf("/v2/");
            if (path < 0) {
                throw new IOException("the registry returned no upload location");
            }
            String target = location.substring(path);
            target += (target.contains("?") ? "&" : "?") + "digest=" + blob.digest();
            expect(http.send("PUT", target, "application/octet-stream", blob.bytes()));
        }
        String manifest = "/v2/" + repository + "/manifests/" + tag;
        expect(http.send("PUT", manifest, WebImage.MANIFEST_TYPE, image.manifest().bytes()));
    }

    private static HttpAnswer expect(HttpAnswer answer) throws IOException {
        if (!answer.isFine()) {
            throw new IOException(
                    "error from the registry: " + answer.status() + ": " + answer.body());
        }
        return answer;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException ignored) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
