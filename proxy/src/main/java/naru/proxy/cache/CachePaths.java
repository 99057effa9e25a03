package naru.proxy.cache;

import java.nio.file.Path;

/**
 * Where nginx finds its files.
 *
 * @param socket where it accepts requests; only HAProxy and root reach it
 * @param probe where it says which configuration it has; only root reaches it
 * @param folder with its configuration and the socket of the members, which its user enters
 * @param store the responses
 */
public record CachePaths(Path socket, Path probe, Path folder, Path store) {
    Path configuration() {
        return folder.resolve("nginx.conf");
    }

    Path pidFile() {
        return folder.resolve("nginx.pid");
    }

    Path log() {
        return folder.resolve("error.log");
    }

    Path temporary() {
        return folder.resolve("temporary");
    }

    /** The socket behind which HAProxy leads to the members. */
    Path origin() {
        return folder.resolve("origin.sock");
    }
}
