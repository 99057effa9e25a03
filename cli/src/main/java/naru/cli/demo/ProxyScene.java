package naru.cli.demo;

import naru.cli.http.EngineClient;
import naru.cli.text.Columns;
import naru.cli.text.Json;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Three replicas behind the proxy, of which one is killed and one replaced. */
final class ProxyScene {
    private static final String HOST = "shop.localhost";
    private static final int HTTP = 80;
    private static final List<String> REPLICAS = List.of("shop-1", "shop-2", "shop-3");
    private static final String UPDATED = "shop-4";

    private final DemoHost stage;
    private final DemoOutput screen;
    private final EngineClient engine;

    ProxyScene(DemoHost stage, DemoOutput screen, EngineClient engine) {
        this.stage = stage;
        this.screen = screen;
        this.engine = engine;
    }

    void play() throws IOException, InterruptedException {
        if (!Tools.has("haproxy")) {
            screen.text("haproxy is not installed: the HTTP proxy is not shown");
            return;
        }
        engine.post("/proxy/enable", Map.of());
        try {
            for (var name : REPLICAS) {
                start(name);
            }
            awaitReady(REPLICAS.size());
            visit();
        } finally {
            for (var name : REPLICAS) {
                remove(name);
            }
            remove(UPDATED);
            engine.post("/proxy/disable", Map.of());
        }
    }

    private void visit() throws IOException, InterruptedException {
        var site = new InetSocketAddress(stage.address(), HTTP);
        try (var visitors = Visitors.start(stage.neighbour(), site, HOST)) {
            awaitAnswers(visitors, REPLICAS.size());
            engine.post("/containers/shop-1/kill", Map.of());
            start(UPDATED);
            awaitReady(REPLICAS.size());
            engine.post("/containers/shop-2/stop?t=1", Map.of());
            awaitAnswers(visitors, REPLICAS.size() + 1);
            visitors.stop();

            var columns = new Columns();
            visitors.answers().forEach((page, count) -> columns.row(page, count + " requests"));
            screen.view("Three replicas, one killed, one replaced", "curl http://" + HOST, columns);
            screen.claim(
                    "no request has failed meanwhile, but one at most that the killed one was"
                            + " sending",
                    visitors.failures() == 0 && visitors.cutOff() <= 1,
                    visitors.failures() + " failures, " + visitors.cutOff() + " cut off");
        }
    }

    private void start(String name) throws IOException {
        engine.post(
                "/containers/create?name=" + name,
                Json.object(
                        "Image",
                        DemoNames.IMAGE,
                        "Hostname",
                        name,
                        "Labels",
                        Json.object(
                                "naru.proxy.host",
                                HOST,
                                "naru.proxy.port",
                                "80",
                                "com.docker.compose.project",
                                "shop",
                                "com.docker.compose.service",
                                "web")));
        engine.post("/containers/" + name + "/start", Map.of());
    }

    /** Containers that have been removed, or were never made, are no error. */
    private void remove(String name) {
        try {
            engine.delete("/containers/" + name + "?force=1");
        } catch (IOException ignored) {
            // it does not exist
        }
    }

    private void awaitReady(int count) throws IOException, InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (ready() < count) {
            if (System.nanoTime() > end) {
                throw new DemoFailure("expected " + count + " members that are ready");
            }
            Thread.sleep(10);
        }
    }

    private int ready() throws IOException {
        var members = new ArrayList<Map<String, Object>>();
        for (var route : Json.objects(engine.get("/proxy/routes").getOrDefault("Routes", ""))) {
            members.addAll(Json.objects(route.getOrDefault("Members", "")));
        }
        return (int) members.stream().filter(m -> Json.text(m, "State").equals("ready")).count();
    }

    private static void awaitAnswers(Visitors visitors, int count) throws InterruptedException {
        long end = System.nanoTime() + 20_000_000_000L;
        while (visitors.answers().size() < count) {
            if (System.nanoTime() > end) {
                throw new DemoFailure("expected answers of " + count + " replicas");
            }
            Thread.sleep(10);
        }
    }
}
