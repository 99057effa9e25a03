package naru.proxy.corpus;

import naru.proxy.model.Workload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * One set of labels. In the files, {@code ==} begins a case; {@code NAME KEY=VALUE} gives a
 * container a label, or a variable where the key is in capitals; {@code NAME ports N…} exposes
 * ports; {@code NAME replicas N} starts several; {@code > URL [FIELD:VALUE] [METHOD] [from=ADDRESS]
 * OUTCOME [STEPS] [-> EFFECT]} is a request; {@code !} begins a part of an expected problem.
 */
public record Case(
        String title,
        List<Workload> workloads,
        List<CorpusRequest> requests,
        List<String> problems) {
    public static List<Case> of(String file) {
        var cases = new ArrayList<Case>();
        for (var text : read(file).split("(?m)^== ")) {
            if (!text.isBlank()) {
                cases.add(parse(file, text.lines().toList()));
            }
        }
        return cases;
    }

    private static String read(String file) {
        try (var stream = Case.class.getResourceAsStream("/naru/proxy/corpus/" + file + ".txt")) {
            return new String(
                    Objects.requireNonNull(stream, file).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Case parse(String file, List<String> lines) {
        var containers = new LinkedHashMap<String, List<String>>();
        var requests = new ArrayList<CorpusRequest>();
        var problems = new ArrayList<String>();
        for (var line : lines.subList(1, lines.size())) {
            if (line.startsWith("> ")) {
                requests.add(CorpusRequest.parse(line.substring(2)));
            } else if (line.startsWith("! ")) {
                problems.add(line.substring(2));
            } else if (!line.isBlank()) {
                int space = line.indexOf(' ');
                containers
                        .computeIfAbsent(line.substring(0, space), name -> new ArrayList<>())
                        .add(line.substring(space + 1));
            }
        }
        var workloads = new ArrayList<Workload>();
        containers.forEach((name, settings) -> workloads.addAll(workloads(name, settings)));
        return new Case(file + ": " + lines.getFirst(), workloads, requests, problems);
    }

    private static List<Workload> workloads(String name, List<String> settings) {
        Map<String, String> labels = new TreeMap<>();
        Map<String, String> variables = new TreeMap<>();
        var ports = new TreeSet<Integer>();
        int replicas = 1;
        for (var setting : settings) {
            if (setting.startsWith("ports ")) {
                for (var port : setting.substring(6).split(" ")) {
                    ports.add(Integer.valueOf(port));
                }
            } else if (setting.startsWith("replicas ")) {
                replicas = Integer.parseInt(setting.substring(9));
            } else {
                int equals = setting.indexOf('=');
                var key = setting.substring(0, equals);
                (key.matches("[A-Z_]+") ? variables : labels)
                        .put(key, setting.substring(equals + 1));
            }
        }
        var workloads = new ArrayList<Workload>();
        for (int i = 1; i <= replicas; i++) {
            var own = replicas == 1 ? name : name + "_" + i;
            workloads.add(new Workload(own, "shop", name, labels, variables, ports, false));
        }
        return workloads;
    }

    @Override
    public String toString() {
        return title;
    }
}
