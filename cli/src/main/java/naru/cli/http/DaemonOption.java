package naru.cli.http;

import picocli.CommandLine.Option;

/** The option of client commands with the daemon's address. */
public final class DaemonOption {
    @Option(
            names = "--socket",
            paramLabel = "PATH",
            description = "The daemon's socket (DOCKER_HOST, or /run/naru/naru.sock).")
    private String socket = "";

    /**
     * The selected daemon.
     *
     * @throws IllegalArgumentException if {@code DOCKER_HOST} is not a Unix socket
     */
    public DaemonAddress daemon() {
        return DaemonAddress.of(socket, System.getenv());
    }
}
