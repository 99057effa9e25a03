package naru.acceptance.lab;

import naru.cli.inventory.Inventory;
import naru.linux.Netns;

import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** One host of a lab: a namespace with a daemon in it, and the tools that the notes look with. */
public final class LabHost {
    private static final Pattern TAGS = Pattern.compile("\"RepoTags\":\\[[^]]*]");

    private final String lab;
    private final String name;
    private final Shell shell;
    private final Docker docker;

    LabHost(String lab, String name, String dockerHost) {
        this.name = name;
        this.lab = lab;
        // What `naru lab exec` does, without starting a JVM for each look, and with /sys as this
        // host sees it, for brctl.
        this.shell = new Shell().behind("ip netns exec {}", netns());
        this.docker = new Docker(dockerHost);
    }

    String name() {
        return name;
    }

    public Docker docker() {
        return docker;
    }

    /** Runs programs on this host that see the machine's own mounts, as a daemon must. */
    public Shell daemonShell() {
        return new Shell().behind("nsenter --net=/run/netns/{} setsid", netns());
    }

    /** Runs commands on this host. */
    public Shell shell() {
        return shell;
    }

    /** Runs a command on this host, which must succeed; returns its output. */
    public String see(String command, Object... arguments) {
        return shell.run(command, arguments).text();
    }

    /** The host's namespace as {@code ip netns} names it. */
    public String netns() {
        return "naru-" + lab + "-" + name;
    }

    /** Runs commands of this host in a container's network namespace. */
    public Shell inside(String container) {
        var pid = docker.pid(container);
        return new Shell().behind("nsenter --net=/proc/{}/ns/net", pid);
    }

    /** Changes how the lab's switch treats this host's plug: {@code bridge link set}. */
    public void plug(String setting, String value) {
        new Shell()
                .behind("ip netns exec naru-{}-switch", lab)
                .run("bridge link set dev {} {} {}", name, setting, value)
                .text();
    }

    /** The interface of a network's bridge: {@code br-} and twelve digits of its id. */
    public String bridge(String network) {
        return "br-" + docker.cli("network inspect --format {{.Id}} {}", network).substring(0, 12);
    }

    /** The bridge ports of {@code bridge}, as {@code bridge link} lists them. */
    public List<String> ports(String bridge) {
        return shell.run("bridge link show").lines().stream()
                .filter(line -> line.contains(" master " + bridge + " "))
                .map(line -> line.split("[ :@]+")[1])
                .sorted()
                .toList();
    }

    /** The host end of a container's only cable: the interface whose index eth0 inside names. */
    public String hostEnd(String container) {
        var index = docker.cli("exec {} cat /sys/class/net/eth0/iflink", container);
        return shell.run("ip -o link show").lines().stream()
                .filter(line -> line.startsWith(index + ":"))
                .map(line -> line.split("[ :@]+")[1])
                .findFirst()
                .orElseThrow(() -> new AssertionError("no interface with index " + index));
    }

    /**
     * What is in the kernel, one line an object: by Naru's inventory, and by the tools that know
     * nothing of it. And the images, which tests share.
     */
    public SortedSet<String> inventory() {
        var lines = new TreeSet<String>();
        if (!Eventually.isSlow()) { // an emulated machine is spared it
            takeInventory().forEach(line -> lines.add("naru: " + line));
        }
        lines.addAll(witness("link", "ip -br link show"));
        lines.addAll(witness("address", "ip -br address show scope global"));
        lines.addAll(witness("route", "ip -4 route show table all"));
        lines.addAll(witness("rule", "nft -s list ruleset"));
        var images = docker.api().get("/images/json").body();
        TAGS.matcher(images).results().forEach(tags -> lines.add("image: " + tags.group()));
        lines.addAll(witness("sandbox", "ls {}/exec/netns", folder()));
        lines.addAll(witness("mount", "grep -o ' {}[^ ]*' /proc/mounts", folder()));
        return lines;
    }

    /** What {@code naru inventory} prints on this host, without a JVM for each look. */
    public List<String> takeInventory() {
        try (var netns = Netns.open(Path.of("/run/netns", netns()))) {
            return netns.call(() ->
                    Inventory.take(folder().resolve("data"), folder().resolve("exec")).lines());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The output of {@code naru inventory} on this host. */
    List<String> printedInventory() {
        return shell.quietly(
                        "{} inventory --data-root {}/data --exec-root {}/exec",
                        Product.naru(),
                        folder(),
                        folder())
                .lines();
    }

    /** Where the lab keeps this host's socket, data and logs. */
    public Path folder() {
        return Path.of(docker.endpoint().substring("unix://".length())).getParent();
    }

    private List<String> witness(String kind, String command, Object... arguments) {
        var output = shell.quietly(command, arguments).output();
        return output.lines().map(line -> kind + ": " + line).toList();
    }

    /** Fetches a URL from this host. */
    public String get(String url) {
        return see("curl -sS --max-time 15 {}", url);
    }

    /** This host's address on the lab's switch: the source of packets to anywhere. */
    public String lanAddress() {
        return uplinkLine().replaceFirst(".* inet ([0-9.]+)/.*", "$1");
    }

    /** This host's interface on the lab's switch. */
    public String uplink() {
        return uplinkLine().split("[ :@]+")[1];
    }

    private String uplinkLine() {
        var addresses = shell.quietly("ip -4 -o addr show scope global").text();
        return addresses
                .lines()
                .filter(line -> !line.contains("docker0") && !line.contains(" br-"))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no address on the LAN"));
    }
}
