package naru.cli.demo;

import naru.cli.http.EngineClient;
import naru.cli.http.Http;
import naru.cli.lab.Lab;
import naru.cli.text.Json;
import naru.linux.Netns;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;

/** One host of the cluster of the demo, and its container. */
record ClusterHost(Lab.Host host, EngineClient engine, Client client) {
    static ClusterHost of(Lab.Host host) {
        var engine = new EngineClient(Http.unix(host.socket()));
        var tools = Tools.ofDaemon(host.socket(), host.folder().resolve("demo"));
        return new ClusterHost(host, engine, new Client(engine, tools, Tools.has("docker")));
    }

    /** Copies the image to this host, by a registry on its loopback address. */
    void bring(WebImage image) throws IOException, InterruptedException {
        var folder = Files.createDirectories(host.folder().resolve("demo"));
        try (var netns = Netns.open(host.netns());
                var registry = Registry.start(netns, folder.resolve("registry"))) {
            registry.push(DemoNames.REPOSITORY, "latest", image);
            client.pull(DemoNames.IMAGE);
        }
    }

    /** Starts a container on the network that all hosts share. */
    DemoContainers.Member start(String name) throws IOException {
        engine.post(
                "/containers/create?name=" + name,
                Json.object(
                        "Image",
                        DemoNames.IMAGE,
                        "Hostname",
                        name,
                        "HostConfig",
                        Json.object("NetworkMode", DemoNames.SHARED_NETWORK)));
        engine.post("/containers/" + name + "/start", Map.of());
        return DemoContainers.of(engine, List.of(name)).member(name);
    }

    HostView view() {
        try (var netns = Netns.open(host.netns())) {
            return HostView.of(netns);
        }
    }
}
