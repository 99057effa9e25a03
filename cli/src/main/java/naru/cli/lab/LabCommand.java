package naru.cli.lab;

import naru.linux.Kernel;
import naru.linux.Netns;
import naru.linux.process.Exec;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;

/** {@code naru lab}. */
@Command(
        name = "lab",
        description =
                "Simulate hosts as network namespaces on one switch, each with its own daemon.",
        mixinStandardHelpOptions = true)
public final class LabCommand {
    private final Labs labs =
            new Labs(Kernel.DIRECT, Path.of(System.getProperty("naru.launcher", "naru")));

    @Command(
            name = "up",
            description = "Create a lab. Prints a DOCKER_HOST=... line for each host.",
            mixinStandardHelpOptions = true)
    void up(
            @Parameters(paramLabel = "NAME") String name,
            @Option(names = "--hosts", paramLabel = "N", defaultValue = "1") int hosts,
            @Option(
                            names = "--root",
                            paramLabel = "DIR",
                            description =
                                    "directory for the files of the hosts (below /run/naru-lab)")
                    @Nullable Path root,
            @Option(
                            names = "--cluster",
                            description =
                                    "join the hosts to one cluster; the first three are managers")
                    boolean cluster)
            throws IOException {
        var lab = labs.up(name, hosts, root);
        if (cluster) {
            LabCluster.form(lab.hosts());
        }
        for (var host : lab.hosts()) {
            System.out.println("DOCKER_HOST=" + host.dockerHost());
        }
    }

    @Command(
            name = "exec",
            description = "Run a command on a host: naru lab exec NAME h1 -- ip addr",
            mixinStandardHelpOptions = true)
    void exec(
            @Parameters(paramLabel = "NAME") String name,
            @Parameters(paramLabel = "HOST") String hostName,
            @Parameters(paramLabel = "COMMAND", arity = "1..*") List<String> command)
            throws IOException {
        var host = labs.get(name).host(hostName);
        var environment = new HashMap<>(System.getenv());
        environment.put("DOCKER_HOST", host.dockerHost());
        Exec.inside(Netns.open(host.netns()), program(command.getFirst()), command, environment);
    }

    @Command(
            name = "down",
            description = "Remove a lab and everything in it.",
            mixinStandardHelpOptions = true)
    void down(@Parameters(paramLabel = "NAME") String name) throws IOException {
        var lab = labs.find(name);
        if (lab.isPresent()) {
            labs.down(lab.get());
        } else {
            System.err.println("naru: there is no lab " + name);
        }
    }

    @Command(name = "ls", description = "List the labs.", mixinStandardHelpOptions = true)
    void list() throws IOException {
        System.out.printf(
                "%-16s %-6s %-15s %-10s %s%n", "LAB", "HOST", "ADDRESS", "DAEMON", "SOCKET");
        for (var lab : labs.list()) {
            for (var host : lab.hosts()) {
                System.out.printf(
                        "%-16s %-6s %-15s %-10s %s%n",
                        lab.name(),
                        host.name(),
                        host.address().getHostAddress(),
                        HostDaemon.find(host).map(daemon -> "" + daemon.pid()).orElse("dead"),
                        host.socket());
            }
        }
    }

    /** Finds a program on the PATH. */
    private static Path program(String name) throws IOException {
        if (name.contains("/")) {
            return Path.of(name);
        }
        String path = System.getenv().getOrDefault("PATH", "/usr/bin:/bin");
        for (var folder : (path + ":/usr/sbin:/sbin").split(":", -1)) {
            var file = Path.of(folder, name);
            if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                return file;
            }
        }
        throw new IOException("no program " + name + " on the PATH");
    }
}
