package naru.cli.demo;

import java.io.IOException;

/** Gives orders as a user would: with the docker command where there is one, else over the API. */
record Client(Engine engine, Tools tools, boolean docker) {
    /** How the orders are given, for people to read. */
    String name() {
        return docker ? "docker" : "Docker Engine API";
    }

    void pull(String image) throws IOException, InterruptedException {
        if (docker) {
            tools.must("docker", "pull", image);
        } else {
            int colon = image.lastIndexOf(':');
            engine.pull(image.substring(0, colon), image.substring(colon + 1));
        }
    }

    /** Runs a command in a container, whatever becomes of it. */
    Engine.Ran exec(String container, String... command) throws IOException, InterruptedException {
        if (!docker) {
            return engine.exec(container, command);
        }
        var line = new java.util.ArrayList<>(java.util.List.of("docker", "exec", container));
        line.addAll(java.util.List.of(command));
        return tools.run(line.toArray(String[]::new));
    }
}
