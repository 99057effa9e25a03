package naru.proxy.haproxy;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.haproxy.tls.Certificates;
import naru.proxy.label.Settings;
import naru.proxy.label.Vocabularies;
import naru.proxy.model.Problem;
import naru.proxy.model.Workload;
import naru.proxy.table.TableBuilder;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The table of docs/proxy.md is what the readers of labels and the writer of configurations say to
 * a sample of each label. {@code -Dnaru.docs.write=true} writes it.
 */
class SupportTableTest {
    private static final String START = "## What is supported\n";
    private static final Path DOCS =
            Files.isDirectory(Path.of("docs"))
                    ? Path.of("docs/proxy.md")
                    : Path.of("../docs/proxy.md");

    @Test
    void isInTheDocumentation() throws IOException {
        var text = Files.readString(DOCS);
        int start = text.indexOf(START);
        int end = text.indexOf("\n## ", start + START.length());
        assertThat(start).isPositive();
        assertThat(end).isPositive();
        var wanted = text.substring(0, start) + START + table() + text.substring(end);
        if (Boolean.getBoolean("naru.docs.write")) {
            Files.writeString(DOCS, wanted);
        } else {
            assertThat(text).isEqualTo(wanted);
        }
    }

    private static String table() throws IOException {
        var text =
                new StringBuilder(
                        "\nThis table is written by a test, from the answers to samples.\n");
        for (var line : lines()) {
            if (line.startsWith("== ")) {
                text.append("\n| ").append(line.substring(3)).append(" | |\n|---|---|\n");
            } else {
                int bar = line.lastIndexOf(" |");
                var samples = line.substring(0, bar);
                var note = line.substring(bar + 2).strip();
                var key = samples.split(" (?=traefik|naru)")[0];
                text.append("| ``").append(key.replace("|", "\\|")).append("`` | ");
                text.append(answer(samples, note)).append(" |\n");
            }
        }
        return text.toString();
    }

    private static List<String> lines() throws IOException {
        try (var stream = SupportTableTest.class.getResourceAsStream("/naru/proxy/support.txt")) {
            return new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    private static String answer(String samples, String note) {
        var problems = problems(samples);
        return problems.isEmpty()
                ? "yes" + (note.isEmpty() ? "" : ": " + note)
                : "no: " + reason(problems);
    }

    /** The reason itself, and not that something is missing for it. */
    private static String reason(List<Problem> problems) {
        return problems.stream()
                .map(Problem::text)
                .filter(text -> !text.startsWith("there is no middleware"))
                .findFirst()
                .orElseThrow();
    }

    private static List<Problem> problems(String samples) {
        var workload = workload(samples);
        var table =
                TableBuilder.build(
                        Settings.DEFAULT, List.of(Vocabularies.read(workload, Settings.DEFAULT)));
        var problems = new ArrayList<>(table.problems());
        if (problems.isEmpty()) {
            assertThat(table.routes()).as(samples).isNotEmpty();
        }
        var settings = ProxySettings.of(Path.of("/proxy"), 80, 443);
        problems.addAll(
                new ConfigurationWriter(settings, HaproxyVersion.V2_6)
                        .write(table, Certificates.NONE, member -> Optional.empty())
                        .problems());
        return problems;
    }

    private static Workload workload(String samples) {
        var labels = new TreeMap<String, String>();
        var variables = new TreeMap<String, String>();
        for (var sample : samples.split(" (?=traefik|naru)")) {
            int equals = sample.indexOf('=');
            var key = sample.substring(0, equals);
            (key.indexOf('.') < 0 ? variables : labels).put(key, sample.substring(equals + 1));
        }
        if (samples.startsWith("traefik")) {
            labels.put("traefik.enable", "true");
            labels.putIfAbsent("traefik.http.routers.r.rule", "Host(`a.test`)");
            labels.putIfAbsent("traefik.http.services.s.loadbalancer.server.port", "80");
            if (samples.contains(".middlewares.m.")) {
                labels.put("traefik.http.routers.r.middlewares", "m");
                labels.put("traefik.http.middlewares.k.addprefix.prefix", "/k");
            }
        } else if (samples.startsWith("naru")) {
            labels.put("naru.proxy.host", "a.test");
            labels.put("naru.proxy.port", "80");
        } else {
            variables.putIfAbsent("VIRTUAL_HOST", "a.test");
        }
        return new Workload(
                "web", "shop", "web", labels, variables, new TreeSet<>(List.of(80)), false);
    }
}
