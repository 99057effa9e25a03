package naru.dns;

import naru.linux.Netns;
import naru.network.address.Prefix;
import naru.network.model.DnsSettings;
import naru.network.model.DriverOptions;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;
import naru.network.model.NetworkId;
import naru.network.model.Readiness;
import naru.network.model.Sandbox;
import naru.network.model.SandboxId;
import naru.network.model.SandboxSpec;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A namespace in the role of a container, created and removed with {@code ip}. */
final class Container {
    private static final String NETWORK = "b".repeat(64);

    private final String name;
    private final String netnsName;
    private final String digits;

    /** {@code number} determines the container's id. */
    Container(String name, int number) throws Exception {
        this.name = name;
        this.digits = "%02x".formatted(number).repeat(32);
        this.netnsName = "naru-dns-" + ProcessHandle.current().pid() + "-" + number;
        execute("ip", "netns", "add", netnsName);
        execute("ip", "-n", netnsName, "link", "set", "lo", "up");
    }

    Sandbox on(String network, String address, String... aliases) {
        return sandbox(List.of(endpoint(network, address, aliases)), true, DnsSettings.HOST);
    }

    Sandbox onInternal(String network, String address) {
        return sandbox(List.of(endpoint(network, address)), false, DnsSettings.HOST);
    }

    Sandbox sandbox(List<Endpoint> endpoints, boolean leadsOut, DnsSettings dns) {
        return new Sandbox(
                new SandboxId(digits),
                digits,
                name,
                digits.substring(0, 12),
                SandboxSpec.Kind.PRIVATE,
                file(),
                endpoints,
                List.of(),
                leadsOut ? endpoints.getFirst().id() : null,
                null,
                dns,
                Readiness.SERVING);
    }

    Endpoint endpoint(String network, String address, String... aliases) {
        return endpoint(network, address, null, aliases);
    }

    /** The same with an IPv6 address. */
    Endpoint dual(String network, String ipv4, String ipv6) {
        return endpoint(network, ipv4, Prefix.parse(ipv6 + "/64"));
    }

    private Endpoint endpoint(
            String network, String address, @Nullable Prefix ipv6, String... aliases) {
        var names = new ArrayList<>(List.of(name, digits.substring(0, 12)));
        names.addAll(List.of(aliases));
        var networkId = new NetworkId(NETWORK.substring(0, 64 - network.length()) + hex(network));
        return new Endpoint(
                new EndpointId(digits),
                networkId,
                network,
                Prefix.parse(address + "/16"),
                ipv6,
                null,
                null,
                List.of(),
                null,
                null,
                null,
                List.of(aliases),
                names,
                List.of(),
                DriverOptions.NONE,
                0);
    }

    Questioner questioner() {
        return new Questioner(Netns.open(file()));
    }

    Netns netns() {
        return Netns.open(file());
    }

    private Path file() {
        return Path.of("/run/netns", netnsName);
    }

    /** Runs a command inside and returns its output, including errors. */
    String run(String... command) throws Exception {
        var inside = Stream.concat(Stream.of("ip", "netns", "exec", netnsName), Stream.of(command));
        return execute(inside.toArray(String[]::new));
    }

    static String execute(String... command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes());
        if (!process.waitFor(1, TimeUnit.MINUTES) || process.exitValue() != 0) {
            process.destroyForcibly();
            throw new IOException(String.join(" ", command) + ": " + output);
        }
        return output;
    }

    void remove() throws Exception {
        execute("ip", "netns", "del", netnsName);
    }

    static InetAddress address(String literal) {
        return InetAddress.ofLiteral(literal);
    }

    private static String hex(String text) {
        return text.chars().mapToObj(c -> Integer.toHexString(c & 0xf)).reduce("", String::concat);
    }
}
