package naru.cli.demo;

import naru.cli.http.EngineClient;
import naru.cli.text.Json;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The Compose file of the demo. */
sealed interface DemoProject {
    void up() throws IOException, InterruptedException;

    void down() throws IOException, InterruptedException;

    /** The description of the tool, as text for users. */
    String name();

    /** By Compose if there is one, in either version, else by API requests. */
    static DemoProject of(Path folder, Tools tools, EngineClient engine)
            throws IOException, InterruptedException {
        var file = folder.resolve("compose.yaml");
        Files.write(file, WebImage.resource("compose.yaml"));
        if (Tools.has("docker-compose")) {
            return new ByCompose(tools, List.of("docker-compose"), file);
        }
        if (Tools.has("docker") && tools.run("docker", "compose", "version").status() == 0) {
            return new ByCompose(tools, List.of("docker", "compose"), file);
        }
        return new ByRequests(engine);
    }

    /** An unmodified Compose. */
    record ByCompose(Tools tools, List<String> program, Path file) implements DemoProject {
        public ByCompose {
            program = List.copyOf(program);
        }

        @Override
        public void up() throws IOException, InterruptedException {
            compose("up", "-d");
        }

        @Override
        public void down() throws IOException, InterruptedException {
            compose("down", "--timeout", "5");
        }

        @Override
        public String name() {
            return String.join(" ", program);
        }

        private void compose(String... arguments) throws IOException, InterruptedException {
            var line = new java.util.ArrayList<>(program);
            line.addAll(List.of("-f", file.toString()));
            line.addAll(List.of(arguments));
            tools.must(line.toArray(String[]::new));
        }
    }

    /** The same containers by API requests, for machines without Compose. */
    record ByRequests(EngineClient engine) implements DemoProject {
        @Override
        public void up() throws IOException {
            var pool = Json.object("Subnet", "172.30.0.0/16", "Gateway", "172.30.0.1");
            engine.post(
                    "/networks/create",
                    Json.object(
                            "Name",
                            DemoNames.NETWORK,
                            "Driver",
                            "bridge",
                            "IPAM",
                            Json.object("Driver", "default", "Config", List.of(pool))));
            var port = Json.object("80/tcp", List.of(Json.object("HostPort", DemoNames.PORT + "")));
            start(DemoNames.DEFAULT, "bridge", port, Json.object());
            start(
                    DemoNames.BRIDGE_1,
                    DemoNames.NETWORK,
                    Json.object(),
                    address(DemoNames.ADDRESS_1));
            start(
                    DemoNames.BRIDGE_2,
                    DemoNames.NETWORK,
                    Json.object(),
                    address(DemoNames.ADDRESS_2));
        }

        private static Object address(String ipv4) {
            return Json.object("IPAMConfig", Json.object("IPv4Address", ipv4));
        }

        private void start(String name, String network, Object ports, Object endpoint)
                throws IOException {
            var host =
                    Json.object(
                            "NetworkMode", network,
                            "PortBindings", ports,
                            "RestartPolicy", Json.object("Name", "unless-stopped"));
            var networking = Json.object("EndpointsConfig", Json.object(network, endpoint));
            engine.post(
                    "/containers/create?name=" + name,
                    Json.object(
                            "Image",
                            DemoNames.IMAGE,
                            "HostConfig",
                            host,
                            "NetworkingConfig",
                            networking));
            engine.post("/containers/" + name + "/start", Map.of());
        }

        @Override
        public void down() throws IOException {
            for (String name : DemoNames.CONTAINERS) {
                engine.post("/containers/" + name + "/stop?t=5", Map.of());
                engine.delete("/containers/" + name);
            }
            engine.delete("/networks/" + DemoNames.NETWORK);
        }

        @Override
        public String name() {
            return "API requests";
        }
    }
}
