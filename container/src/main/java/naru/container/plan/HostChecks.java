package naru.container.plan;

import naru.container.config.ContainerRef;
import naru.container.config.HostConfig;
import naru.container.oci.SpecBuilder;
import naru.network.model.NaruException;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Refuses what no Linux host, or this one, can give, in Docker's words; or warns of it. */
public final class HostChecks {
    private static final Set<String> IPC_MODES = Set.of("none", "private", "shareable", "host");
    private static final Path BLKIO = Path.of("/sys/fs/cgroup/blkio");

    private HostChecks() {}

    public static void check(HostConfig host) {
        refuse(
                !IPC_MODES.contains(host.ipcMode()) && !isContainer(host.ipcMode()),
                "IPC mode: " + host.ipcMode());
        refuse(
                !Set.of("", "host").contains(host.pidMode()) && !isContainer(host.pidMode()),
                "PID mode: " + host.pidMode());
        refuse(!Set.of("", "host").contains(host.utsMode()), "UTS mode: " + host.utsMode());
        refuse(
                !Set.of("private", "host").contains(host.cgroupnsMode()),
                "cgroup namespace mode: " + host.cgroupnsMode());
        refuse(
                !Set.of("", "default").contains(host.isolation()),
                "isolation: \"" + host.isolation() + "\" - linux only supports 'default'");
        if (host.ioMaximumBandwidth() != 0 || host.ioMaximumIops() != 0) {
            throw new NaruException.Invalid(
                    "Invalid QoS settings: linux does not support Maximum IO Bandwidth or Maximum"
                            + " IO IOps");
        }
        if (!host.storageOpt().isEmpty()) {
            throw new NaruException.HostFailure(
                    "--storage-opt is supported only for overlay over xfs with 'pquota' mount"
                            + " option");
        }
    }

    private static boolean isContainer(String mode) {
        return ContainerRef.in(mode).filter(ref -> !ref.isEmpty()).isPresent();
    }

    private static void refuse(boolean wrong, String what) {
        if (wrong) {
            throw new NaruException.Invalid("invalid " + what);
        }
    }

    /** Nothing here picks devices; Docker tells so at the start. */
    public static void checkDevices(HostConfig host) {
        var requests = host.deviceRequests();
        if (requests != null && !requests.isEmpty()) {
            var first = requests.getFirst();
            throw new NaruException.HostFailure(
                    "could not select device driver \""
                            + first.driver()
                            + "\" with capabilities: "
                            + goText(first.capabilities()));
        }
    }

    /** As Go prints a list of lists. */
    private static String goText(List<List<String>> lists) {
        return "["
                + String.join(
                        " ",
                        lists.stream().map(list -> "[" + String.join(" ", list) + "]").toList())
                + "]";
    }

    /** What is not given, without being refused. */
    public static List<String> warnings(HostConfig host) {
        var warnings = new ArrayList<String>();
        boolean publishes = !host.portBindings().isEmpty() || host.publishAllPorts();
        if (host.network().isHost() && publishes) {
            warnings.add("Published ports are discarded when using host network mode");
        }
        if (Boolean.TRUE.equals(host.oomKillDisable()) && host.memory() == 0) {
            warnings.add(
                    "OOM killer is disabled for the container, but no memory limit is set, this can"
                            + " result in the system running out of resources.");
        }
        if (host.cpuPercent() > 0) {
            warnings.add("linux does not support CPU percent. Percent discarded.");
        }
        if (!host.blkioWeightDevice().isEmpty()) {
            warnings.add(
                    "Your kernel does not support Block I/O weight_device or the cgroup is not"
                            + " mounted. Weight-device discarded.");
        }
        if (host.blkioWeight() != 0 && !givesWeights()) {
            warnings.add(
                    "Your kernel does not support Block I/O weight or the cgroup is not mounted."
                            + " Weight discarded.");
        }
        return warnings;
    }

    /** The same with Docker's defaults, and without what the kernel cannot give. */
    public static HostConfig granted(HostConfig host) {
        var given = withoutWeight(host);
        return given.withDefaults(SpecBuilder.MASKED, SpecBuilder.READONLY);
    }

    private static HostConfig withoutWeight(HostConfig host) {
        return host.blkioWeight() == 0 || givesWeights()
                ? host
                : host.with(host.limits().withoutBlkioWeight());
    }

    private static boolean givesWeights() {
        return !Files.isDirectory(BLKIO)
                || Files.exists(BLKIO.resolve("blkio.bfq.weight"))
                || Files.exists(BLKIO.resolve("blkio.weight"));
    }
}
