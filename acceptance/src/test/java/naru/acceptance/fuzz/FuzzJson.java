package naru.acceptance.fuzz;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Bodies of requests: valid ones whose values are sometimes of another type, missing, or odd. The
 * texts name nothing outside this host, and no path on it.
 */
final class FuzzJson {
    static final List<String> TEXTS =
            List.of(
                    "",
                    "web",
                    "front",
                    "nosuch",
                    "a b",
                    "..",
                    "é",
                    "0",
                    "-1",
                    "true",
                    "80/tcp",
                    "99999/tcp",
                    "10.200.1.0/24",
                    "10.200.1.5",
                    "10.200.1.0/33",
                    "::1",
                    "fd99::/64",
                    "bridge",
                    "host",
                    "none",
                    "container:web",
                    "container:",
                    "SIGKILL",
                    "nosuch:v1",
                    "x".repeat(300),
                    "\\u0000",
                    "\\\"",
                    "\\ud800",
                    "%s",
                    "${x}",
                    "a=b",
                    "=b",
                    "1h",
                    "br-fuzz",
                    "docker0",
                    "lo",
                    "UPPER",
                    "a/b");

    private static final List<String> ODD =
            List.of(
                    "null",
                    "true",
                    "0",
                    "-1",
                    "1e999",
                    "99999999999999999999",
                    "3.5",
                    "[]",
                    "{}",
                    "[[]]",
                    "{\"a\":{}}",
                    "\"\"",
                    "[null]",
                    "{\"\":null}",
                    "[".repeat(300),
                    "{\"a\":".repeat(300) + "1",
                    "nul",
                    "'x'",
                    "\"\\x\"");

    private static final String NETWORK =
            """
            {"Name":"~","Driver":"~","EnableIPv4":?,"EnableIPv6":?,"Internal":?,"Attachable":?,"ConfigOnly":?,
             "IPAM":{"Driver":"default","Options":{"~":"~"},"Config":[{"Subnet":"~","Gateway":"~","IPRange":"~",
             "AuxiliaryAddresses":{"~":"~"}}]},"Options":{"com.docker.network.bridge.name":"~",
             "com.docker.network.driver.mtu":"~","~":"~"},"Labels":{"~":"~"}}\
            """;

    private static final String CONTAINER =
            """
            {"Image":"busybox","Cmd":["true"],"Hostname":"~","User":"~","Env":["~"],"ExposedPorts":{"~":{}},"Tty":?,
             "OpenStdin":?,"StopSignal":"~","Labels":{"~":"~"},"WorkingDir":"~","Healthcheck":{"Test":["~"],"Interval":#},
             "HostConfig":{"NetworkMode":"~","PortBindings":{"~":[{"HostIp":"~","HostPort":"~"}]},"Memory":#,"NanoCpus":#,
             "RestartPolicy":{"Name":"~","MaximumRetryCount":#},"CapAdd":["~"],"Dns":["~"],"ExtraHosts":["~"],"ShmSize":#,
             "Ulimits":[{"Name":"~","Soft":#,"Hard":#}],"LogConfig":{"Type":"json-file","Config":{"~":"~"}},"Init":?,
             "Links":["~"],"VolumesFrom":["~"],"PidsLimit":#,"ReadonlyRootfs":?,"SecurityOpt":["~"],"Tmpfs":{"/t":"~"}},
             "NetworkingConfig":{"EndpointsConfig":{"~":{"Aliases":["~"],"MacAddress":"~","DriverOpts":{"~":"~"},
             "IPAMConfig":{"IPv4Address":"~","IPv6Address":"~","LinkLocalIPs":["~"]},"GwPriority":#}}}}\
            """;

    private static final String CONNECT =
            """
            {"Container":"~","Force":?,"EndpointConfig":{"Aliases":["~"],"MacAddress":"~","GwPriority":#,
             "IPAMConfig":{"IPv4Address":"~"},"Links":["~"],"DriverOpts":{"com.docker.network.endpoint.ifname":"~"}}}\
            """;

    private static final List<String> SHAPES =
            List.of(
                    NETWORK,
                    CONTAINER,
                    CONNECT,
                    "{\"Name\":\"~\",\"Driver\":\"local\",\"DriverOpts\":{\"~\":\"~\"},\"Labels\":{\"~\":\"~\"}}",
                    "{\"Cmd\":[\"true\"],\"AttachStdout\":?,\"Tty\":?,\"User\":\"~\",\"Env\":[\"~\"],\"Detach\":?}",
                    "{\"Memory\":#,\"CpuShares\":#,\"RestartPolicy\":{\"Name\":\"~\"}}",
                    "{\"username\":\"~\",\"password\":\"~\",\"serveraddress\":\"127.0.0.1:1\"}");

    private final RandomGenerator random;

    FuzzJson(RandomGenerator random) {
        this.random = random;
    }

    /** The body that belongs to a path, or that of another one. */
    String body(String path) {
        int own =
                path.contains("networks/create")
                        ? 0
                        : path.contains("containers/create")
                                ? 1
                                : path.contains("connect")
                                        ? 2
                                        : path.contains("volumes")
                                                ? 3
                                                : path.contains("exec")
                                                        ? 4
                                                        : path.contains("update")
                                                                ? 5
                                                                : path.contains("auth")
                                                                        ? 6
                                                                        : random.nextInt(
                                                                                SHAPES.size());
        var shape = random.nextInt(10) == 0 ? random.nextInt(SHAPES.size()) : own;
        return fill(SHAPES.get(shape), random.nextInt(3) == 0 ? 8 : 40);
    }

    /** Fills a shape; one value in {@code odds} is odd. */
    private String fill(String shape, int odds) {
        var filled = new StringBuilder();
        for (int at = 0; at < shape.length(); at++) {
            var c = shape.charAt(at);
            if (c == '~') {
                filled.append(random.nextInt(4) == 0 ? text() : "web");
            } else if (c == '?') {
                filled.append(random.nextInt(odds) == 0 ? odd() : random.nextBoolean());
            } else if (c == '#') {
                filled.append(random.nextInt(odds) == 0 ? odd() : number());
            } else if (c == ':' && random.nextInt(odds * 4) == 0) {
                filled.append(':').append(odd()).append(",\"z\":");
            } else {
                filled.append(c);
            }
        }
        return random.nextInt(20) == 0
                ? filled.substring(0, random.nextInt(filled.length()))
                : filled.toString();
    }

    String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }

    private String odd() {
        return ODD.get(random.nextInt(ODD.size()));
    }

    private long number() {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextInt(-5, 100);
            case 2 -> 64L << 20;
            default -> random.nextLong();
        };
    }
}
