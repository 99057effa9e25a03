package naru.cli.demo;

import naru.cli.http.EngineClient;
import naru.cli.http.Http;
import naru.cli.inventory.Inventory;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;

/**
 * Runs the demo: pushes an image to a registry, pulls it, starts the Compose file, shows the
 * kernel's objects and their owners, removes everything and looks for leftovers. Each statement is
 * verified.
 */
final class Demo {
    private final DemoHost stage;
    private final DemoOutput screen;
    private final EngineClient engine;
    private final Tools tools;
    private final Client client;

    Demo(DemoHost stage, DemoOutput screen) {
        this.stage = stage;
        this.screen = screen;
        this.engine = new EngineClient(Http.unix(stage.socket()));
        this.tools = Tools.ofDaemon(stage.socket(), stage.folder());
        this.client = new Client(engine, tools, Tools.has("docker"));
    }

    /** Runs all steps; with {@code keep} the containers remain. */
    void play(WebImage image, boolean keep) throws IOException, InterruptedException {
        Files.createDirectories(stage.folder());
        bringImage(image);
        var composition = DemoProject.of(stage.folder(), tools, engine);
        var before = inventory();
        var begun = System.nanoTime();
        composition.up();
        screen.step(
                "up",
                composition.name() + ": " + String.join(", ", DemoNames.CONTAINERS),
                since(begun));

        new DemoSteps(stage, screen, client, DemoContainers.of(engine, DemoNames.CONTAINERS))
                .play();
        new ProxyScene(stage, screen, engine).play();

        if (!keep) {
            begun = System.nanoTime();
            composition.down();
            screen.text("");
            screen.step("down", composition.name(), since(begun));
            compare(before, inventory());
        }
    }

    private void bringImage(WebImage image) throws IOException, InterruptedException {
        var begun = System.nanoTime();
        try (var registry = Registry.start(stage.host(), stage.folder().resolve("registry"))) {
            registry.push(DemoNames.REPOSITORY, "latest", image);
            screen.step(
                    "registry", "pushed to docker-registry at " + Registry.ADDRESS, since(begun));
            begun = System.nanoTime();
            client.pull(DemoNames.IMAGE);
            screen.step("pull", client.name() + ": " + DemoNames.IMAGE, since(begun));
        }
    }

    private Inventory inventory() throws InterruptedException {
        return stage.host().call(() -> Inventory.take(stage.dataRoot(), stage.execRoot()));
    }

    private void compare(Inventory before, Inventory after) {
        var more = new java.util.ArrayList<>(after.items());
        more.removeAll(before.items());
        var less = new java.util.ArrayList<>(before.items());
        less.removeAll(after.items());
        screen.claim(
                "after down the host has what it had before up: "
                        + after.items().size()
                        + " things",
                more.isEmpty() && less.isEmpty(),
                "too much: " + more + ", too little: " + less);
    }

    static Duration since(long begun) {
        return Duration.ofNanos(System.nanoTime() - begun);
    }
}
