package naru.container.oci;

import naru.container.config.HostConfig;
import naru.container.config.MountPoint;
import naru.container.config.ThrottleDevice;
import naru.container.oci.OciSpec.Cpu;
import naru.container.oci.OciSpec.DeviceRule;
import naru.container.oci.OciSpec.Memory;
import naru.container.oci.OciSpec.Mount;
import naru.container.oci.OciSpec.Namespace;
import naru.container.oci.OciSpec.Pids;
import naru.container.oci.OciSpec.Resources;
import naru.container.oci.OciSpec.Rlimit;
import naru.container.runtime.Cgroups;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Turns a container's configuration into the runtime's, with Docker's defaults. Pure. */
public final class SpecBuilder {
    public static final String DEFAULT_PATH =
            "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
    private static final String INIT = "/sbin/docker-init";
    private static final long CPU_PERIOD = 100_000; // microseconds

    /** What of /proc and /sys nobody sees but the privileged. */
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

    /** What nobody changes but the privileged. */
    public static final List<String> READONLY =
            List.of("/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger");

    private SpecBuilder() {}

    public static OciSpec build(SpecInput in) {
        return new OciSpec(
                "1.0.2",
                process(in),
                new OciSpec.Root(in.rootFs().toString(), in.host().readonlyRootfs()),
                in.hostname() == null ? "" : in.hostname(),
                mounts(in),
                in.host().annotations(),
                linux(in));
    }

    private static OciSpec.Process process(SpecInput in) {
        var config = in.config();
        var args = new ArrayList<String>();
        if (in.initPath() != null) {
            args.addAll(List.of(INIT, "--"));
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

    /** Users other than root hold none until they run a file that grants some. */
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

    /** What is given, after PATH, HOSTNAME, TERM and HOME where they are not given. */
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
            if (assignment.indexOf('=') > 0) { // a bare name means: not even the image's
                result.add(assignment);
            }
        }
        if (!names.contains("HOME")) {
            result.add("HOME=" + home);
        }
        return result;
    }

    private static List<Mount> mounts(SpecInput in) {
        var byPlace = new TreeMap<String, Mount>();
        for (Mount mount : standardMounts(in.host())) {
            byPlace.put(mount.destination(), mount);
        }
        if (!in.host().ipcMode().equals("none")) {
            byPlace.put("/dev/shm", sharedMemory(in));
        }
        for (Mount mount : in.files()) {
            byPlace.put(mount.destination(), mount);
        }
        for (Map.Entry<String, String> tmpfs : in.host().tmpfs().entrySet()) {
            byPlace.put(tmpfs.getKey(), tmpfs(tmpfs.getKey(), tmpfs.getValue()));
        }
        for (MountPoint mount : in.mounts()) {
            byPlace.put(mount.destination(), bind(mount));
        }
        if (in.initPath() != null) {
            byPlace.put(
                    INIT, new Mount(INIT, "bind", in.initPath().toString(), List.of("bind", "ro")));
        }
        var mounts = new ArrayList<>(byPlace.values());
        // Parents first: what is mounted later would cover what lies below it.
        mounts.sort(Comparator.comparingInt(mount -> depth(mount.destination())));
        return mounts;
    }

    private static int depth(String path) {
        return (int) path.chars().filter(c -> c == '/').count();
    }

    private static List<Mount> standardMounts(HostConfig host) {
        String access = host.privileged() ? "rw" : "ro";
        return List.of(
                new Mount("/proc", "proc", "proc", List.of("nosuid", "noexec", "nodev")),
                new Mount(
                        "/dev",
                        "tmpfs",
                        "tmpfs",
                        List.of("nosuid", "strictatime", "mode=755", "size=65536k")),
                new Mount(
                        "/dev/pts",
                        "devpts",
                        "devpts",
                        List.of(
                                "nosuid",
                                "noexec",
                                "newinstance",
                                "ptmxmode=0666",
                                "mode=0620",
                                "gid=5")),
                new Mount("/sys", "sysfs", "sysfs", List.of("nosuid", "noexec", "nodev", access)),
                new Mount(
                        "/sys/fs/cgroup",
                        "cgroup",
                        "cgroup",
                        List.of(access, "nosuid", "noexec", "nodev")),
                new Mount("/dev/mqueue", "mqueue", "mqueue", List.of("nosuid", "noexec", "nodev")));
    }

    private static Mount sharedMemory(SpecInput in) {
        return in.sharedMemory() != null
                ? new Mount(
                        "/dev/shm", "bind", in.sharedMemory().toString(), List.of("rbind", "rw"))
                : new Mount(
                        "/dev/shm",
                        "tmpfs",
                        "shm",
                        List.of(
                                "nosuid",
                                "noexec",
                                "nodev",
                                "mode=1777",
                                "size=" + in.host().shmSize()));
    }

    private static Mount tmpfs(String place, String options) {
        var all = new ArrayList<>(List.of("nosuid", "nodev", "noexec"));
        for (String option : options.split(",", -1)) {
            if (option.equals("exec")) {
                all.remove("noexec");
            } else if (!option.isEmpty()) {
                all.add(option);
            }
        }
        return new Mount(place, "tmpfs", "tmpfs", all);
    }

    private static Mount bind(MountPoint mount) {
        if (mount.type().equals("tmpfs")) {
            return tmpfs(mount.destination(), mount.mode());
        }
        var options = new ArrayList<String>();
        options.add("rbind");
        options.add(mount.writable() ? "rw" : "ro");
        options.add(mount.propagation().isEmpty() ? "rprivate" : mount.propagation());
        return new Mount(mount.destination(), "bind", mount.source(), options);
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
                "/" + Cgroups.group(host, in.id()),
                resources(host, rules),
                "rslave",
                paths(host.maskedPaths(), MASKED, privileged),
                paths(host.readonlyPaths(), READONLY, privileged),
                SeccompProfile.of(host, Capability.of(host)));
    }

    private static List<String> paths(
            @Nullable List<String> given, List<String> usual, boolean privileged) {
        if (privileged) {
            return List.of();
        }
        return given == null ? usual : given;
    }

    /** Those of the network belong to the sandbox and are set when it is opened. */
    private static Map<String, String> ownSysctls(SpecInput in) {
        var own = new TreeMap<>(in.host().sysctls());
        own.keySet().removeIf(name -> name.startsWith("net."));
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

    /** The limits of a container, to be set while it runs. */
    public static Resources limits(HostConfig host) {
        var all = resources(host, List.of());
        var pids = host.pidsLimit();
        boolean lifted = pids != null && pids <= 0;
        return lifted
                ? new Resources(List.of(), all.memory(), all.cpu(), new Pids(-1), all.blockIO())
                : all;
    }

    /** Refuses what a user may not ask for, before there is anything to start. */
    public static void check(HostConfig host) {
        SeccompProfile.of(host, Capability.of(host));
        host.deviceCgroupRules().forEach(DeviceNodes::rule);
    }

    private static Resources resources(HostConfig host, List<DeviceRule> rules) {
        var pids = host.pidsLimit();
        return new Resources(
                rules,
                memory(host),
                cpu(host),
                pids == null || pids <= 0 ? null : new Pids(pids),
                blockIo(host));
    }

    private static OciSpec.@Nullable BlockIo blockIo(HostConfig host) {
        var limits =
                new OciSpec.BlockIo(
                        host.blkioWeight() == 0 ? null : host.blkioWeight(),
                        rates(host.blkioDeviceReadBps()),
                        rates(host.blkioDeviceWriteBps()),
                        rates(host.blkioDeviceReadIops()),
                        rates(host.blkioDeviceWriteIops()));
        var none = new OciSpec.BlockIo(null, List.of(), List.of(), List.of(), List.of());
        return limits.equals(none) ? null : limits;
    }

    private static List<OciSpec.Rate> rates(List<ThrottleDevice> devices) {
        return devices.stream().map(DeviceNodes::rate).toList();
    }

    private static @Nullable Memory memory(HostConfig host) {
        Long limit = positive(host.memory());
        // Docker lets a container swap as much again as it may hold.
        Long swap = limit != null && host.memorySwap() == 0 ? Long.valueOf(2 * limit) : null;
        swap = host.memorySwap() == 0 ? swap : Long.valueOf(host.memorySwap());
        Long swappiness = host.memorySwappiness(); // the docker command sends -1 for "as usual"
        var memory =
                new Memory(
                        limit,
                        positive(host.memoryReservation()),
                        swap,
                        swappiness == null || swappiness < 0 ? null : swappiness,
                        host.oomKillDisable());
        return memory.equals(new Memory(null, null, null, null, null)) ? null : memory;
    }

    private static @Nullable Cpu cpu(HostConfig host) {
        Long quota = positive(host.cpuQuota());
        Long period = positive(host.cpuPeriod());
        if (host.nanoCpus() > 0) {
            period = CPU_PERIOD;
            quota = host.nanoCpus() * CPU_PERIOD / 1_000_000_000;
        }
        var cpu =
                new Cpu(
                        positive(host.cpuShares()),
                        quota,
                        period,
                        positive(host.cpuRealtimeRuntime()),
                        positive(host.cpuRealtimePeriod()),
                        host.cpusetCpus().isEmpty() ? null : host.cpusetCpus(),
                        host.cpusetMems().isEmpty() ? null : host.cpusetMems());
        return cpu.equals(new Cpu(null, null, null, null, null, null, null)) ? null : cpu;
    }

    private static @Nullable Long positive(long value) {
        return value > 0 ? value : null;
    }
}
