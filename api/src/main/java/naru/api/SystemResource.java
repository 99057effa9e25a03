package naru.api;

import static naru.api.Route.get;

import naru.api.json.ContainerSummary;
import naru.api.json.DiskUsage;
import naru.api.json.VersionReply;
import naru.container.Container;
import naru.container.Image;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;

/** {@code /version}, {@code /info} and {@code /system}: Docker Engine API, System. */
final class SystemResource implements Resource {
    private static final String NAME = "Naru";

    private final Engine engine;

    SystemResource(Engine engine) {
        this.engine = engine;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/version", this::version),
                get("/info", this::info),
                get("/system/df", this::diskUsage));
    }

    private void version(Request request) throws IOException {
        var java = "java" + Runtime.version().feature();
        var details = new LinkedHashMap<String, String>();
        details.put("ApiVersion", ApiVersion.MAXIMUM.toString());
        details.put("Arch", HostFacts.architecture());
        details.put("BuildTime", "");
        details.put("Experimental", "false");
        details.put("GitCommit", "");
        details.put("GoVersion", java);
        details.put("KernelVersion", HostFacts.kernelVersion());
        details.put("MinAPIVersion", ApiVersion.MINIMUM.toString());
        details.put("Os", "linux");
        var engineItself = new VersionReply.Component("Engine", EngineVersion.NUMBER, details);
        request.json(
                200,
                new VersionReply(
                        new VersionReply.Platform(NAME),
                        List.of(engineItself),
                        EngineVersion.NUMBER,
                        ApiVersion.MAXIMUM.toString(),
                        ApiVersion.MINIMUM.toString(),
                        "",
                        java,
                        "linux",
                        HostFacts.architecture(),
                        HostFacts.kernelVersion(),
                        false,
                        ""));
    }

    private void info(Request request) throws IOException {
        request.json(
                200,
                InfoView.of(
                        engine.containers().list(),
                        engine.images().list().size(),
                        engine.dataRoot(),
                        Instant.now()));
    }

    private void diskUsage(Request request) throws IOException {
        var now = Instant.now();
        var images = engine.images().list();
        var containers = new ArrayList<ContainerSummary>();
        for (Container container : engine.containers().list()) {
            containers.add(ContainerViews.summary(container, request.version(), now));
        }
        request.json(
                200,
                new DiskUsage(
                        images.stream().mapToLong(Image::size).sum(),
                        images.stream().map(ImageViews::summary).toList(),
                        containers,
                        engine.volumes().list().stream().map(VolumeResource::reply).toList(),
                        List.of(),
                        0));
    }
}
