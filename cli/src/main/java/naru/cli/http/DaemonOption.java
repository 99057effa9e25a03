package naru.cli.http;

import picocli.CommandLine.Option;

/** The option of commands that ask the daemon: where it listens. */
public final class DaemonOption {
    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "The daemon's socket (DOCKER_HOST, or /run/naru/naru.sock).")
    private String socket = "";

    /**
     * The daemon that is meant.
     *
     * @throws IllegalArgumentException when {@code DOCKER_HOST} is not a Unix socket
     */
    public DaemonAddress daemon() {
        return DaemonAddress.of(socket, System.getenv());
    }
}
