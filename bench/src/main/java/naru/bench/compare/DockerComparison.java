package naru.bench.compare;

import naru.bench.BusyboxImage;
import naru.bench.DockerEngine;
import naru.bench.DockerPrograms;
import naru.bench.Engine;
import naru.bench.NaruEngine;
import naru.bench.Shell;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Sends the same requests to Naru and to Debian's Docker engine, each in a separate network
 * namespace, and reports differences in their replies. A difference reads {@code GET /info |
 * $.Swarm.Error | docker's value | naru's value}.
 */
public final class DockerComparison {
    private static final String IMAGE = "busybox:latest";
    private static final int LONGEST_VALUE = 200;

    private DockerComparison() {}

    /** The engine to compare with: the newest available one of Debian. */
    public static Optional<DockerPrograms> peer(Path launcher) {
        return DockerPrograms.find(launcher).stream().findFirst();
    }

    /**
     * The result of a run.
     *
     * @param requests the number of requests to each engine
     * @param unlisted differences that the list lacks
     * @param vanished lines of the list that cover no difference
     */
    public record Outcome(
            int requests, List<String> differences, List<String> unlisted, List<String> vanished) {
        public Outcome {
            differences = List.copyOf(differences);
            unlisted = List.copyOf(unlisted);
            vanished = List.copyOf(vanished);
        }
    }

    /** Compares the engines, and the differences with the list in {@code listed}. */
    public static Outcome run(DockerPrograms peer, Path launcher, Path listed)
            throws IOException, InterruptedException {
        var folder = Files.createTempDirectory("naru-compare-");
        try (var naru = new NaruEngine(launcher, folder.resolve("naru"));
                var docker = new DockerEngine(peer, folder.resolve("dockerd"))) {
            naru.start();
            docker.start();
            var script = script();
            var differences = compare(script, new Side(docker), new Side(naru));
            var list = Listed.read(listed);
            return new Outcome(
                    script.size(),
                    differences,
                    list.unlisted(differences),
                    list.vanished(differences));
        } finally {
            Shell.removeTree(folder);
        }
    }

    private static List<Step> script() throws IOException {
        var script = new Script();
        SystemRequests.addTo(script);
        NetworkRequests.addTo(script);
        VolumeRequests.addTo(script);
        ImageRequests.addTo(script);
        ContainerRequests.addTo(script);
        RequestFile.addTo(script, "more.requests");
        RefusedRequests.addTo(script);
        ContainerRequests.addRemovalsTo(script);
        return script.steps();
    }

    /** An engine and the ids that it has returned. */
    private static final class Side {
        private final Map<String, String> saved = new HashMap<>();
        private final Client client;
        private final Normal normal;

        Side(Engine engine) throws IOException {
            BusyboxImage.importInto(engine, IMAGE);
            client = new Client(engine.socket());
            normal = new Normal(engine.folder(), saved);
        }

        SortedMap<String, SortedSet<String>> ask(Step step) throws IOException {
            var answer =
                    client.send(
                            step.method(),
                            filled(step.path()),
                            step.contentType(),
                            filled(step.body()).getBytes(StandardCharsets.UTF_8));
            if (step.saveAs() != null) {
                var id =
                        new String(answer.body(), StandardCharsets.UTF_8)
                                .replaceFirst("(?s).*\"Id\":\"([0-9a-f]{64})\".*", "$1");
                if (id.length() == 64) { // otherwise the reply shows the difference
                    saved.put(step.saveAs(), id);
                }
            }
            return Facts.of(answer, normal);
        }

        /** Like {@link #ask}; a reply that never ends is a fact as well. */
        SortedMap<String, SortedSet<String>> facts(Step step) {
            try {
                return ask(step);
            } catch (IOException e) {
                return new TreeMap<>(
                        Map.of("failure", new TreeSet<>(Set.of(String.valueOf(e.getMessage())))));
            }
        }

        private String filled(String text) {
            var result = text;
            for (var each : saved.entrySet()) {
                result = result.replace("{" + each.getKey() + "}", each.getValue());
                result = result.replace("%7B" + each.getKey() + "%7D", each.getValue());
            }
            var now = Instant.now();
            return result.replace(
                    "{now}", now.getEpochSecond() + "." + "%09d".formatted(now.getNano()));
        }
    }

    private static List<String> compare(List<Step> steps, Side docker, Side naru)
            throws IOException {
        var differences = new ArrayList<String>();
        for (var step : steps) {
            var theirs = docker.facts(step);
            var ours = naru.facts(step);
            var paths = new TreeSet<>(theirs.keySet());
            paths.addAll(ours.keySet());
            for (var path : paths) {
                var their = value(theirs, path);
                var our = value(ours, path);
                if (!their.equals(our)) {
                    differences.add(
                            String.join(" | ", step.key(), path, shortened(their), shortened(our)));
                }
            }
        }
        return differences;
    }

    private static String value(SortedMap<String, SortedSet<String>> facts, String path) {
        var values = facts.get(path);
        return values == null ? "absent" : String.join(", ", values);
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
    }
}
