package naru.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.label.Settings;
import naru.proxy.model.Problem;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Files with routes, and their changes. */
class RouteFilesTest {
    @TempDir private Path folder;

    private static String router(String host) {
        return """
        http:
          routers:
            r: {rule: Host(`%s`), service: s}
          services:
            s: {loadBalancer: {servers: [{url: "http://192.0.2.7"}]}}
        """
                .formatted(host);
    }

    private RouteFiles files(Runnable onChange) {
        return new RouteFiles(Optional.of(folder), Settings.DEFAULT, onChange);
    }

    /** A file that was written some time ago. */
    private void write(String name, String text, int secondsAgo) throws Exception {
        var file = Files.writeString(folder.resolve(name), text);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(secondsAgo)));
    }

    private static List<String> rules(RouteFiles files) {
        return files.definitions().stream()
                .flatMap(read -> read.routes().stream())
                .map(route -> route.text())
                .toList();
    }

    private static List<String> problems(RouteFiles files) {
        return files.definitions().stream()
                .flatMap(read -> read.problems().stream())
                .map(Problem::toString)
                .toList();
    }

    @Test
    void readsFilesAgainWhenTheyChange() throws Exception {
        try (var files = files(() -> {})) {
            write("a.yml", router("a.test"), 9);
            write("b.yaml", router("b.test"), 9);
            write("c.txt", router("c.test"), 9);
            assertThat(rules(files)).containsExactly("Host(`a.test`)", "Host(`b.test`)");

            write("a.yml", router("new.test"), 5);
            Files.delete(folder.resolve("b.yaml"));
            assertThat(rules(files)).containsExactly("Host(`new.test`)");
        }
    }

    @Test
    void keepsTheRoutesOfABrokenFile() throws Exception {
        try (var files = files(() -> {})) {
            write("a.yml", router("a.test"), 9);
            assertThat(rules(files)).containsExactly("Host(`a.test`)");

            write("a.yml", "http:\n  routers: [", 5);
            assertThat(rules(files)).containsExactly("Host(`a.test`)");
            assertThat(problems(files).getFirst())
                    .startsWith("a.yml: line 2: ")
                    .endsWith("the routes that it had before are kept");

            write("a.yml", router("b.test"), 2);
            assertThat(rules(files)).containsExactly("Host(`b.test`)");
            assertThat(problems(files)).isEmpty();
        }
    }

    @Test
    void reportsFilesThatAreMissing() throws Exception {
        var missing = Optional.of(folder.resolve("missing.yml"));
        try (var files = new RouteFiles(missing, Settings.DEFAULT, () -> {})) {
            files.start();
            assertThat(problems(files).getFirst()).contains("cannot be read");
        }
    }

    @Test
    void waitsUntilAFileIsWritten() throws Exception {
        try (var files = files(() -> {})) {
            write("a.yml", router("a.test"), 9);
            assertThat(rules(files)).containsExactly("Host(`a.test`)");
            write("a.yml", router("b.test"), 0);
            assertThat(rules(files)).containsExactly("Host(`a.test`)");
        }
    }

    @Test
    void noticesChanges() throws Exception {
        var noticed = new CountDownLatch(1);
        try (var files = files(noticed::countDown)) {
            files.start();
            write("a.yml", router("a.test"), 0);
            assertThat(noticed.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(rules(files)).containsExactly("Host(`a.test`)");
        }
    }
}
