package naru.acceptance.cluster;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Product;
import naru.acceptance.lab.Shell;

import java.nio.file.Path;
import java.util.List;

/** A LAN of hosts with a daemon each, which no other test shares. */
final class ClusterLab implements AutoCloseable {
    private static final String KILL = "kill -9 $(ip netns pids {}); true";

    private final Shell shell = new Shell();
    private final String name = "cluster-" + ProcessHandle.current().pid();
    private final List<String> endpoints;

    ClusterLab(int count) {
        endpoints =
                shell.run("{} lab up {} --hosts {}", Product.naru(), name, count).lines().stream()
                        .filter(line -> line.startsWith("DOCKER_HOST="))
                        .map(line -> line.substring("DOCKER_HOST=".length()))
                        .toList();
    }

    /** The docker command of a host; the first one is 1. */
    Docker docker(int host) {
        return new Docker(endpoints.get(host - 1));
    }

    String address(int host) {
        return "10.213.0.1" + host;
    }

    Path folder(int host) {
        return Path.of(endpoints.get(host - 1).substring("unix://".length())).getParent();
    }

    private String netns(int host) {
        return "naru-" + name + "-h" + host;
    }

    /** Ends all processes of a host at once, as a loss of power does. */
    void killHost(int host) {
        shell.run("sh -c {}", KILL.replace("{}", netns(host))).text();
    }

    /** Ends the daemon of a host, as the kernel does when memory runs out. */
    void killDaemon(int host) {
        var socket = folder(host).resolve("naru.sock").toString();
        ProcessHandle.allProcesses()
                .filter(process ->
                        process.info().arguments().map(List::of).orElse(List.of()).contains(socket))
                .forEach(process -> {
                    process.destroyForcibly();
                    process.onExit().join();
                });
    }

    /** Starts the daemon of a host as the lab has done. */
    void startDaemon(int host) throws Exception {
        var folder = folder(host);
        var unused =
                shell.behind("nsenter --net=/run/netns/{} setsid", netns(host))
                        .startWithLog(
                                folder.resolve("daemon.again"),
                                "{} daemon --socket {} --data-root {} --exec-root {}",
                                Product.naru(),
                                folder.resolve("naru.sock"),
                                folder.resolve("data"),
                                folder.resolve("exec"));
    }

    @Override
    public void close() {
        shell.run("{} lab down {}", Product.naru(), name).text();
    }
}
