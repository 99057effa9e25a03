package naru.acceptance.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Stand, on a lab's host, for the servers that the machine's resolv.conf names and that cannot be
 * reached from there. They know no name, and say so at once: dnsmasq, on loopback. {@code naru lab
 * down} ends them.
 */
final class LabResolvers {
    private LabResolvers() {}

    static void start(LabHost host) {
        var command =
                CommandLine.words(
                        "dnsmasq --conf-file=/dev/null --pid-file= --user=root --no-resolv"
                                + " --no-hosts --bind-interfaces --local=/#/");
        for (var address : servers()) {
            if (!address.startsWith("127.")) { // in no scope that tests look at
                host.shell().run("ip address add {} dev lo scope host", address);
            }
            command.add("--listen-address=" + address);
        }
        host.shell().run("{}", command).text();
    }

    private static List<String> servers() {
        try {
            var servers =
                    Files.readAllLines(Path.of("/etc/resolv.conf")).stream()
                            .map(line -> line.split("\\s+"))
                            .filter(words -> words.length > 1 && words[0].equals("nameserver"))
                            .map(words -> words[1])
                            .filter(address -> !address.contains("%"))
                            .distinct()
                            .toList();
            return servers.isEmpty() ? List.of("127.0.0.1") : servers;
        } catch (IOException e) {
            return List.of("127.0.0.1");
        }
    }
}
