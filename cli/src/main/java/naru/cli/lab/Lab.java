package naru.cli.lab;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The names and paths of a lab. Every lab uses the subnet 10.213.0.0/24, since labs are not
 * connected to each other.
 *
 * @param root the directory for all files of its hosts
 * @param size its number of hosts
 */
public record Lab(String name, Path root, int size) {
    static final int PREFIX_LENGTH = 24;
    static final int MAX_HOSTS = 200;
    private static final int FIRST_HOST = 10; // h1 is 10.213.0.11
    static final Path NAMESPACES = Path.of("/run/netns"); // the directory of `ip netns`

    public Lab {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,31}")) {
            throw new IllegalArgumentException(
                    "not a name for a lab: "
                            + name
                            + " (letters, digits, - and _, 32 characters at most)");
        }
        if (size < 1 || size > MAX_HOSTS) {
            throw new IllegalArgumentException("a lab has 1 to " + MAX_HOSTS + " hosts");
        }
    }

    /** The name of the switch's namespace in {@code ip netns}. */
    public Path switchNetns() {
        return NAMESPACES.resolve("naru-" + name + "-switch");
    }

    /** The address of the switch itself, and every host's default gateway. */
    InetAddress router() {
        return address(1);
    }

    public List<Host> hosts() {
        return IntStream.rangeClosed(1, size).mapToObj(Host::new).toList();
    }

    /**
     * @throws IllegalArgumentException if there is no such host
     */
    public Host host(String hostName) {
        return hosts().stream()
                .filter(host -> host.name().equals(hostName))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "lab "
                                        + name
                                        + " has no host "
                                        + hostName
                                        + "; it has h1 to h"
                                        + size));
    }

    private static InetAddress address(int last) {
        return InetAddress.ofLiteral("10.213.0." + last);
    }

    /** One host: {@code h1}, {@code h2} and so on. */
    public final class Host {
        private final int number;

        private Host(int number) {
            this.number = number;
        }

        Lab lab() {
            return Lab.this;
        }

        public String name() {
            return "h" + number;
        }

        public Path netns() {
            return NAMESPACES.resolve("naru-" + Lab.this.name + "-" + name());
        }

        /** The address of its eth0. */
        public InetAddress address() {
            return Lab.address(FIRST_HOST + number);
        }

        public Path folder() {
            return root.resolve(name());
        }

        public Path socket() {
            return folder().resolve("naru.sock");
        }

        public Path dataRoot() {
            return folder().resolve("data");
        }

        /** The directory with a subdirectory per container id. */
        Path containers() {
            return dataRoot().resolve("containers");
        }

        public Path execRoot() {
            return folder().resolve("exec");
        }

        /** The directory of sandboxes' namespaces. */
        Path sandboxes() {
            return execRoot().resolve("netns");
        }

        Path log() {
            return folder().resolve("daemon.log");
        }

        Path processFile() {
            return folder().resolve("daemon.pid");
        }

        public String dockerHost() {
            return "unix://" + socket();
        }
    }
}
