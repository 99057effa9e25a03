package naru.cli.lab;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a lab is called and where its things are. Every lab has the subnet 10.213.0.0/24 for itself,
 * since no wire leads from one lab's switch to another's.
 *
 * @param root the folder with everything its hosts write
 * @param size how many hosts it has
 */
public record Lab(String name, Path root, int size) {
    static final int PREFIX_LENGTH = 24;
    static final int MOST_HOSTS = 200;
    private static final int FIRST_HOST = 10; // h1 is 10.213.0.11
    static final Path NAMESPACES = Path.of("/run/netns"); // where `ip netns` looks

    public Lab {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,31}")) {
            throw new IllegalArgumentException(
                    "not a name for a lab: "
                            + name
                            + " (letters, digits, - and _, 32 characters at most)");
        }
        if (size < 1 || size > MOST_HOSTS) {
            throw new IllegalArgumentException("a lab has 1 to " + MOST_HOSTS + " hosts");
        }
    }

    /** The switch's namespace as {@code ip netns} names it. */
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
     * @throws IllegalArgumentException when there is no such host
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

        /** A folder for each container, called by its id. */
        Path containers() {
            return dataRoot().resolve("containers");
        }

        public Path execRoot() {
            return folder().resolve("exec");
        }

        /** Where sandboxes have their namespaces. */
        Path sandboxes() {
            return execRoot().resolve("netns");
        }

        Path log() {
            return folder().resolve("daemon.log");
        }

        Path processFile() {
            return folder().resolve("daemon.pid");
        }

        String dockerHost() {
            return "unix://" + socket();
        }
    }
}
