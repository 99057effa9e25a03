package naru.cli.proxy;

import naru.cli.http.DaemonOption;
import naru.cli.text.Json;
import naru.proxy.label.RouteFile;
import naru.proxy.label.RouteFileException;
import naru.proxy.label.Settings;
import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.label.Settings.EntryPoint.Kind;
import naru.proxy.label.Vocabularies;
import naru.proxy.model.Definitions;
import naru.proxy.model.Workload;
import naru.proxy.table.RoutingTable;
import naru.proxy.table.TableBuilder;

import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Where labels come from: the running containers, or Compose files. */
final class Sources {
    @Mixin private final DaemonOption option = new DaemonOption();

    @Option(
            names = "--expose-all",
            description = "Give routes to containers without traefik.enable, too.")
    private boolean exposesAll;

    /** The routes of the containers that run, or of files where there are some. */
    RoutingTable table(List<Path> files) throws IOException {
        var settings = new Settings(exposesAll, entryPoints());
        var texts = new ArrayList<>(filesOfDaemon().entrySet());
        var compose = new ArrayList<Path>();
        for (var file : files) {
            var text = Files.isRegularFile(file) ? Files.readString(file) : "";
            if (RouteFile.isOne(text)) {
                texts.add(Map.entry(file.toString(), text));
            } else {
                compose.add(file);
            }
        }
        var all = new ArrayList<Definitions>();
        texts.forEach(file -> all.add(ofFile(file.getKey(), file.getValue(), settings)));
        var workloads = files.isEmpty() ? running() : fromFiles(compose);
        workloads.forEach(workload -> all.add(Vocabularies.read(workload, settings)));
        return TableBuilder.build(settings, all);
    }

    private static Definitions ofFile(String name, String text, Settings settings) {
        try {
            return RouteFile.read(name, text, settings);
        } catch (RouteFileException e) {
            return RouteFile.broken(name, "line " + e.line(), String.valueOf(e.getMessage()));
        }
    }

    /** The route files of the daemon; none where it does not run. */
    private Map<String, String> filesOfDaemon() {
        var files = new TreeMap<String, String>();
        try {
            option.daemon()
                    .get("/proxy/files")
                    .forEach((name, text) -> files.put(name, String.valueOf(text)));
        } catch (IOException | IllegalArgumentException ignored) {
            // no daemon
        }
        return files;
    }

    /** Those of the daemon; the usual ones where it does not run. */
    private Map<String, EntryPoint> entryPoints() {
        try {
            var all = new TreeMap<String, EntryPoint>();
            var answer = option.daemon().get("/proxy/entry-points");
            for (var name : answer.keySet()) {
                var point = Json.at(answer, name);
                var kind = Kind.valueOf(Json.text(point, "Protocol").toUpperCase(Locale.ROOT));
                var own = Json.text(point, "Name");
                boolean isUsual = own.equals("http") || own.equals("https");
                all.put(name, new EntryPoint(own, kind, isUsual));
            }
            return all.isEmpty() ? Settings.DEFAULT.entryPoints() : all;
        } catch (IOException | IllegalArgumentException ignored) {
            return Settings.DEFAULT.entryPoints();
        }
    }

    private List<Workload> running() throws IOException {
        return RunningWorkloads.read(option.daemon());
    }

    private List<Workload> fromFiles(List<Path> files) throws IOException {
        var workloads = new ArrayList<Workload>();
        for (var file : files) {
            workloads.addAll(ComposeFiles.read(file, this::portsOf));
        }
        return workloads;
    }

    /** The ports of an image, none where there is no daemon or no such image. */
    private SortedSet<Integer> portsOf(String image) {
        try {
            return RunningWorkloads.imagePorts(option.daemon(), image);
        } catch (IOException | IllegalArgumentException ignored) {
            return new TreeSet<>();
        }
    }
}
