package naru.cli.demo;

import naru.cli.http.EngineClient;

import java.io.IOException;

/**
 * Controls the daemon as a user would: with the docker command if there is one, else over the API.
 */
record Client(EngineClient engine, Tools tools, boolean docker) {
    /** The description of the client, as text for users. */
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

    /** Runs a command in a container, with any exit status. */
    EngineClient.Ran exec(String container, String... command)
            throws IOException, InterruptedException {
        if (!docker) {
            return engine.exec(container, command);
        }
        var line = new java.util.ArrayList<>(java.util.List.of("docker", "exec", container));
        line.addAll(java.util.List.of(command));
        return tools.run(line.toArray(String[]::new));
    }
}
