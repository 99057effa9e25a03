package naru.container.config;

import static naru.container.config.Frozen.list;
import static naru.container.config.Frozen.map;
import static naru.container.config.Frozen.text;
import static naru.container.config.Frozen.textOr;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * The resources of a container on its host: {@code HostConfig} of the Docker Engine API 1.51.
 * Absent values that depend on the daemon's configuration are empty, 0 or null until {@link
 * #filled}.
 *
 * @param binds {@code source:target[:options]} each; a source without a slash is a volume's name
 * @param networkMode {@code bridge}, {@code host}, {@code none}, {@code container:X}, or a
 *     network's name or id
 * @param portBindings by container port such as {@code 80/tcp}
 * @param shmSize of /dev/shm in bytes
 * @param memory limit in bytes, 0 for none; {@code memorySwap} is memory and swap together, -1 for
 *     no limit
 * @param nanoCpus CPUs in units of 10⁻⁹
 * @param pidsLimit null, 0 or negative for none
 * @param maskedPaths null for Docker's default list
 * @param readonlyPaths null for Docker's default list
 * @param init null for no
 */
@Json(naming = Json.Naming.UpperCamel)
public record HostConfig(
        @Json.Property("Binds") List<String> binds,
        @Json.Property("ContainerIDFile") String containerIdFile,
        LogConfig logConfig,
        String networkMode,
        Map<String, @Nullable List<PortBinding>> portBindings,
        RestartPolicy restartPolicy,
        boolean autoRemove,
        String volumeDriver,
        List<String> volumesFrom,
        List<Integer> consoleSize,
        @Json.Property("Annotations") Map<String, String> annotations,
        List<String> capAdd,
        List<String> capDrop,
        String cgroupnsMode,
        @Json.Property("Dns") List<String> dns,
        List<String> dnsOptions,
        List<String> dnsSearch,
        List<String> extraHosts,
        List<String> groupAdd,
        String ipcMode,
        @Json.Property("Cgroup") String cgroup,
        @Json.Property("Links") List<String> links,
        int oomScoreAdj,
        String pidMode,
        @Json.Property("Privileged") boolean privileged,
        boolean publishAllPorts,
        boolean readonlyRootfs,
        List<String> securityOpt,
        Map<String, String> storageOpt,
        @Json.Property("Tmpfs") Map<String, String> tmpfs,
        @Json.Property("UTSMode") String utsMode,
        String usernsMode,
        long shmSize,
        @Json.Property("Sysctls") Map<String, String> sysctls,
        @Json.Property("Runtime") String runtime,
        @Json.Property("Isolation") String isolation,
        long cpuShares,
        @Json.Property("Memory") long memory,
        long nanoCpus,
        String cgroupParent,
        int blkioWeight,
        List<WeightDevice> blkioWeightDevice,
        List<ThrottleDevice> blkioDeviceReadBps,
        List<ThrottleDevice> blkioDeviceWriteBps,
        @Json.Property("BlkioDeviceReadIOps") List<ThrottleDevice> blkioDeviceReadIops,
        @Json.Property("BlkioDeviceWriteIOps") List<ThrottleDevice> blkioDeviceWriteIops,
        long cpuPeriod,
        long cpuQuota,
        long cpuRealtimePeriod,
        long cpuRealtimeRuntime,
        String cpusetCpus,
        String cpusetMems,
        @Json.Property("Devices") List<DeviceMapping> devices,
        List<String> deviceCgroupRules,
        @Nullable List<DeviceRequest> deviceRequests,
        long memoryReservation,
        long memorySwap,
        @Nullable Long memorySwappiness,
        @Nullable Boolean oomKillDisable,
        @Nullable Long pidsLimit,
        @Json.Property("Ulimits") List<Ulimit> ulimits,
        long cpuCount,
        long cpuPercent,
        @Json.Property("IOMaximumIOps") long ioMaximumIops,
        @Json.Property("IOMaximumBandwidth") long ioMaximumBandwidth,
        @Json.Property("Mounts") List<Mount> mounts,
        @Nullable List<String> maskedPaths,
        @Nullable List<String> readonlyPaths,
        @Json.Property("Init") @Nullable Boolean init) {

    public HostConfig {
        binds = list(binds);
        containerIdFile = text(containerIdFile);
        logConfig = logConfig == null ? new LogConfig("", Map.of()) : logConfig;
        networkMode = textOr(networkMode, "default"); // resolved by the daemon's configuration
        portBindings = map(portBindings);
        restartPolicy = restartPolicy == null ? RestartPolicy.NO : restartPolicy;
        volumeDriver = text(volumeDriver);
        volumesFrom = list(volumesFrom);
        consoleSize = consoleSize == null ? List.of(0, 0) : list(consoleSize);
        annotations = map(annotations);
        capAdd = list(capAdd);
        capDrop = list(capDrop);
        cgroupnsMode = text(cgroupnsMode);
        dns = list(dns);
        dnsOptions = list(dnsOptions);
        dnsSearch = list(dnsSearch);
        extraHosts = list(extraHosts);
        groupAdd = list(groupAdd);
        ipcMode = text(ipcMode);
        cgroup = text(cgroup);
        links = list(links);
        pidMode = text(pidMode);
        securityOpt = list(securityOpt);
        storageOpt = map(storageOpt);
        tmpfs = map(tmpfs);
        utsMode = text(utsMode);
        usernsMode = text(usernsMode);
        sysctls = map(sysctls);
        runtime = textOr(runtime, "runc");
        isolation = text(isolation);
        cgroupParent = text(cgroupParent);
        cpusetCpus = text(cpusetCpus);
        cpusetMems = text(cpusetMems);
        blkioWeightDevice = list(blkioWeightDevice);
        blkioDeviceReadBps = list(blkioDeviceReadBps);
        blkioDeviceWriteBps = list(blkioDeviceWriteBps);
        blkioDeviceReadIops = list(blkioDeviceReadIops);
        blkioDeviceWriteIops = list(blkioDeviceWriteIops);
        devices = list(devices);
        deviceCgroupRules = list(deviceCgroupRules);
        deviceRequests = Frozen.listOrNull(deviceRequests);
        ulimits = list(ulimits);
        mounts = list(mounts);
        maskedPaths = Frozen.listOrNull(maskedPaths);
        readonlyPaths = Frozen.listOrNull(readonlyPaths);
    }

    /** The network mode, parsed. */
    public NetworkMode network() {
        return NetworkMode.parse(networkMode);
    }

    /** The same in another network mode. */
    public HostConfig withNetworkMode(String mode) {
        var draft = new Draft(this);
        draft.networkMode = mode;
        return with(draft);
    }

    /** The same with other published ports. */
    public HostConfig withPortBindings(Map<String, @Nullable List<PortBinding>> bindings) {
        var draft = new Draft(this);
        draft.portBindings = bindings;
        return with(draft);
    }

    /** The same with other mounts. */
    public HostConfig withMounts(List<Mount> others) {
        var draft = new Draft(this);
        draft.mounts = others;
        return with(draft);
    }

    /** The same with another restart policy. */
    public HostConfig withRestartPolicy(RestartPolicy policy) {
        var draft = new Draft(this);
        draft.restartPolicy = policy;
        return with(draft);
    }

    /** The same with other limits. */
    public HostConfig with(Limits limits) {
        var draft = new Draft(this);
        draft.limits = limits;
        return with(draft);
    }

    /** The settings that can be changed while the container runs. */
    public Limits limits() {
        return new Limits(
                cpuShares,
                memory,
                nanoCpus,
                blkioWeight,
                cpuPeriod,
                cpuQuota,
                cpusetCpus,
                cpusetMems,
                memoryReservation,
                memorySwap,
                pidsLimit);
    }

    /**
     * The same with the meaning of API versions below 1.41: with control groups of version 1, the
     * host's.
     */
    public HostConfig withOldCgroupns() {
        var draft = new Draft(this);
        boolean usual = cgroupnsMode.isEmpty() && !HostDefaults.UNIFIED_CGROUPS;
        draft.cgroupnsMode = usual ? "host" : cgroupnsMode;
        return with(draft);
    }

    /** The same, where 0 and less processes mean no limit, and are not stored. */
    public HostConfig withoutPidsUnlimited() {
        var draft = new Draft(this);
        draft.limits = pidsLimit != null && pidsLimit <= 0 ? limits().withPids(null) : limits();
        return with(draft);
    }

    /** The same with other links on the default bridge. */
    public HostConfig withLinks(List<String> others) {
        var draft = new Draft(this);
        draft.links = others;
        return with(draft);
    }

    /** The same with the daemon's values for absent settings. */
    public HostConfig filled(HostDefaults defaults) {
        var draft = new Draft(this);
        draft.logConfig = defaults.logConfig(logConfig);
        draft.cgroupnsMode =
                cgroupnsMode.isEmpty() ? defaults.cgroupnsMode(privileged) : cgroupnsMode;
        draft.ipcMode = ipcMode.isEmpty() ? defaults.ipcMode() : ipcMode;
        draft.securityOpt = defaults.securityOpt(securityOpt, privileged);
        draft.shmSize = shmSize == 0 ? defaults.shmSize() : shmSize;
        draft.cgroupParent = cgroupParent.isEmpty() ? defaults.cgroupParent() : cgroupParent;
        draft.ulimits = defaults.ulimits(ulimits);
        draft.init = init == null ? defaults.init() : init;
        return with(draft);
    }

    /** The same with Docker's values for absent settings that depend on others. */
    public HostConfig withDefaults(List<String> usuallyMasked, List<String> usuallyReadonly) {
        var draft = new Draft(this);
        draft.limits = limits().withUsualSwap();
        if (oomKillDisable == null && !HostDefaults.UNIFIED_CGROUPS) {
            draft.oomKillDisable = false;
        }
        if (!privileged) {
            draft.maskedPaths = maskedPaths == null ? usuallyMasked : maskedPaths;
            draft.readonlyPaths = readonlyPaths == null ? usuallyReadonly : readonlyPaths;
        }
        return with(draft);
    }

    /** The parts of a host configuration that copies change. */
    private static final class Draft {
        LogConfig logConfig;
        String networkMode;
        Map<String, @Nullable List<PortBinding>> portBindings;
        RestartPolicy restartPolicy;
        String cgroupnsMode;
        String ipcMode;
        List<String> securityOpt;
        long shmSize;
        String cgroupParent;
        @Nullable Boolean oomKillDisable;
        List<Ulimit> ulimits;
        List<Mount> mounts;
        @Nullable List<String> maskedPaths;
        @Nullable List<String> readonlyPaths;
        @Nullable Boolean init;
        Limits limits;
        List<String> links;

        Draft(HostConfig from) {
            logConfig = from.logConfig;
            networkMode = from.networkMode;
            portBindings = from.portBindings;
            restartPolicy = from.restartPolicy;
            cgroupnsMode = from.cgroupnsMode;
            ipcMode = from.ipcMode;
            securityOpt = from.securityOpt;
            shmSize = from.shmSize;
            cgroupParent = from.cgroupParent;
            oomKillDisable = from.oomKillDisable;
            ulimits = from.ulimits;
            mounts = from.mounts;
            maskedPaths = from.maskedPaths;
            readonlyPaths = from.readonlyPaths;
            init = from.init;
            limits = from.limits();
            links = from.links;
        }
    }

    private HostConfig with(Draft draft) {
        return new HostConfig(
                binds,
                containerIdFile,
                draft.logConfig,
                draft.networkMode,
                draft.portBindings,
                draft.restartPolicy,
                autoRemove,
                volumeDriver,
                volumesFrom,
                consoleSize,
                annotations,
                capAdd,
                capDrop,
                draft.cgroupnsMode,
                dns,
                dnsOptions,
                dnsSearch,
                extraHosts,
                groupAdd,
                draft.ipcMode,
                cgroup,
                draft.links,
                oomScoreAdj,
                pidMode,
                privileged,
                publishAllPorts,
                readonlyRootfs,
                draft.securityOpt,
                storageOpt,
                tmpfs,
                utsMode,
                usernsMode,
                draft.shmSize,
                sysctls,
                runtime,
                isolation,
                draft.limits.cpuShares(),
                draft.limits.memory(),
                draft.limits.nanoCpus(),
                draft.cgroupParent,
                draft.limits.blkioWeight(),
                blkioWeightDevice,
                blkioDeviceReadBps,
                blkioDeviceWriteBps,
                blkioDeviceReadIops,
                blkioDeviceWriteIops,
                draft.limits.cpuPeriod(),
                draft.limits.cpuQuota(),
                cpuRealtimePeriod,
                cpuRealtimeRuntime,
                draft.limits.cpusetCpus(),
                draft.limits.cpusetMems(),
                devices,
                deviceCgroupRules,
                deviceRequests,
                draft.limits.memoryReservation(),
                draft.limits.memorySwap(),
                memorySwappiness,
                draft.oomKillDisable,
                draft.limits.pidsLimit(),
                draft.ulimits,
                cpuCount,
                cpuPercent,
                ioMaximumIops,
                ioMaximumBandwidth,
                draft.mounts,
                draft.maskedPaths,
                draft.readonlyPaths,
                draft.init);
    }
}
