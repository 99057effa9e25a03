package naru.container.oci;

import naru.container.config.HostConfig;
import naru.container.oci.OciSpec.DeviceRule;
import naru.container.oci.OciSpec.Namespace;
import naru.container.oci.OciSpec.Rlimit;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Converts a container's configuration to the runtime's, with Docker's defaults. Pure. */
public final class SpecBuilder {
    public static final String DEFAULT_PATH =
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /** Paths of /proc and /sys that are hidden from unprivileged containers. */
    public static final List<String> MASKED =
            List.of(
                    "/proc/asound",
                    "/proc/acpi",
                    "/proc/interrupts",
                    "/proc/kcore",
                    "/proc/keys",
                    "/proc/latency_stats",
                    "/proc/timer_list",
                    "/proc/timer_stats",
                    "/proc/sched_debug",
                    "/proc/scsi",
                    "/sys/firmware",
                    "/sys/devices/virtual/powercap");

    /** Paths that are read-only for unprivileged containers. */
    public static final List<String> READONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private SpecBuilder() {}

    public static OciSpec build(SpecInput in) {
        return new OciSpec(
                "1.0.2",
                process(in),
                new OciSpec.Root(in.rootFs().toString(), in.host().readonlyRootfs()),
                in.hostname() == null ? "" : in.hostname(),
                MountList.of(in),
                in.host().annotations(),
                linux(in));
    }

    private static OciSpec.Process process(SpecInput in) {
        var config = in.config();
        var args = new ArrayList<String>();
        if (in.initPath() != null) {
            args.addAll(List.of(MountList.INIT, "--"));
        }
        args.addAll(in.args());
        int adjustment = in.host().oomScoreAdj();
        var size = in.host().consoleSize();
        boolean sized = config.tty() && size.size() == 2 && size.get(0) > 0;
        return new OciSpec.Process(
                config.tty(),
                sized ? new OciSpec.ConsoleSize(size.get(0), size.get(1)) : null,
                new OciSpec.User(in.user().uid(), in.user().gid(), in.user().additionalGids()),
                args,
                environment(config.env(), in.hostname(), in.user().home(), config.tty()),
                config.workingDir().isEmpty() ? "/" : config.workingDir(),
                capabilities(Capability.of(in.host()), in.user().uid()),
                rlimits(in.host()),
                SecurityOptions.of(in.host().securityOpt()).noNewPrivileges(),
                adjustment == 0 ? null : adjustment);
    }

    /** Users other than root have none until they execute a file that grants some. */
    static OciSpec.Capabilities capabilities(List<String> held, long uid) {
        var inUse = uid == 0 ? held : List.<String>of();
        return new OciSpec.Capabilities(held, inUse, inUse);
    }

    static List<Rlimit> rlimits(HostConfig host) {
        return host.ulimits().stream()
                .map(limit ->
                        new Rlimit(
                                "RLIMIT_" + limit.name().toUpperCase(Locale.ROOT),
                                limit.hard(),
                                limit.soft()))
                .toList();
    }

    /** The given variables, after defaults of PATH, HOSTNAME, TERM and HOME. */
    static List<String> environment(
            List<String> given, @Nullable String hostname, String home, boolean terminal) {
        var names = new HashSet<String>();
        for (String assignment : given) {
            int equals = assignment.indexOf('=');
            names.add(equals < 0 ? assignment : assignment.substring(0, equals));
        }
        var result = new ArrayList<String>();
        if (!names.contains("PATH")) {
            result.add(DEFAULT_PATH);
        }
        if (hostname != null && !names.contains("HOSTNAME")) {
            result.add("HOSTNAME=" + hostname);
        }
        if (terminal && !names.contains("TERM")) {
            result.add("TERM=xterm");
        }
        for (String assignment : given) {
            if (assignment.indexOf('=') > 0) { // a bare name removes the image's variable
                result.add(assignment);
            }
        }
        if (!names.contains("HOME")) {
            result.add("HOME=" + home);
        }
        return result;
    }

    private static OciSpec.Linux linux(SpecInput in) {
        var host = in.host();
        boolean privileged = host.privileged();
        var devices = new ArrayList<OciSpec.Device>();
        var rules = new ArrayList<DeviceRule>();
        rules.add(new DeviceRule(privileged, null, null, null, "rwm"));
        if (privileged) {
            devices.addAll(DeviceNodes.all());
        }
        for (String rule : host.deviceCgroupRules()) {
            rules.add(DeviceNodes.rule(rule));
        }
        for (var mapping : host.devices()) {
            for (var granted : DeviceNodes.granted(mapping)) {
                devices.removeIf(device -> device.path().equals(granted.device().path()));
                devices.add(granted.device());
                rules.add(granted.rule());
            }
        }
        return new OciSpec.Linux(
                namespaces(in),
                devices,
                ownSysctls(in),
                "/" + CgroupName.of(host, in.id()),
                ResourceLimits.of(host, rules),
                rootPropagation(in),
                paths(host.maskedPaths(), MASKED, privileged),
                paths(host.readonlyPaths(), READONLY, privileged),
                SeccompProfile.of(host, Capability.of(host)));
    }

    /**
     * Shared where a mount below must propagate to the host; otherwise only the host's mounts
     * propagate.
     */
    private static String rootPropagation(SpecInput in) {
        boolean shared =
                in.mounts().stream().anyMatch(mount -> mount.propagation().endsWith("shared"));
        return shared ? "shared" : "rslave";
    }

    private static List<String> paths(
            @Nullable List<String> given, List<String> usual, boolean privileged) {
        if (privileged) {
            return List.of();
        }
        return given == null ? usual : given;
    }

    /**
     * Those of the network belong to the sandbox and are set when it is opened; in another
     * container's sandbox the runtime sets them.
     */
    private static Map<String, String> ownSysctls(SpecInput in) {
        var own = new TreeMap<>(in.host().sysctls());
        if (!in.host().network().isShared()) {
            own.keySet().removeIf(name -> name.startsWith("net."));
        }
        if (in.hostname() != null && !in.config().domainname().isEmpty()) {
            own.putIfAbsent("kernel.domainname", in.config().domainname());
        }
        return own;
    }

    private static List<Namespace> namespaces(SpecInput in) {
        var namespaces = new ArrayList<Namespace>();
        namespaces.add(new Namespace("mount", null));
        if (in.netns() != null) {
            namespaces.add(new Namespace("network", in.netns().toString()));
        }
        if (in.hostname() != null) {
            namespaces.add(new Namespace("uts", null));
        }
        add(namespaces, "pid", in.pidOf());
        add(namespaces, "ipc", in.ipcOf());
        if (in.host().cgroupnsMode().equals("private")) {
            namespaces.add(new Namespace("cgroup", null));
        }
        return namespaces;
    }

    private static void add(List<Namespace> namespaces, String type, int of) {
        if (of == 0) {
            namespaces.add(new Namespace(type, null));
        } else if (of > 0) {
            namespaces.add(new Namespace(type, "/proc/" + of + "/ns/" + type));
        }
    }

    /** Rejects invalid requests before the start. */
    public static void check(HostConfig host) {
        SeccompProfile.of(host, Capability.of(host));
        host.deviceCgroupRules().forEach(DeviceNodes::rule);
    }
}
