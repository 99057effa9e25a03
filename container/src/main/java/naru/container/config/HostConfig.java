package naru.container.config;

import static naru.container.config.Frozen.list;
import static naru.container.config.Frozen.map;
import static naru.container.config.Frozen.text;
import static naru.container.config.Frozen.textOr;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a container gets from its host: {@code HostConfig} of the Docker Engine API 1.51, with
 * Docker's defaults filled in.
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
 * @param init null for the daemon's default, which is false
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

    /** With control groups of version 1, a container sees the host's, as in Docker. */
    private static final String DEFAULT_CGROUPNS =
            Files.exists(Path.of("/sys/fs/cgroup/cgroup.controllers")) ? "private" : "host";

    private static final long DEFAULT_SHM_SIZE = 64L << 20; // Docker's, in bytes

    public HostConfig {
        binds = list(binds);
        containerIdFile = text(containerIdFile);
        logConfig = logConfig == null ? new LogConfig("", Map.of()) : logConfig;
        networkMode = textOr("default".equals(networkMode) ? "" : networkMode, "bridge");
        portBindings = map(portBindings);
        restartPolicy = restartPolicy == null ? RestartPolicy.NO : restartPolicy;
        volumeDriver = text(volumeDriver);
        volumesFrom = list(volumesFrom);
        consoleSize = consoleSize == null ? List.of(0, 0) : list(consoleSize);
        annotations = map(annotations);
        capAdd = list(capAdd);
        capDrop = list(capDrop);
        cgroupnsMode = textOr(cgroupnsMode, DEFAULT_CGROUPNS);
        dns = list(dns);
        dnsOptions = list(dnsOptions);
        dnsSearch = list(dnsSearch);
        extraHosts = list(extraHosts);
        groupAdd = list(groupAdd);
        ipcMode = textOr(ipcMode, "private");
        cgroup = text(cgroup);
        links = list(links);
        pidMode = text(pidMode);
        securityOpt = list(securityOpt);
        storageOpt = map(storageOpt);
        tmpfs = map(tmpfs);
        utsMode = text(utsMode);
        usernsMode = text(usernsMode);
        shmSize = shmSize == 0 ? DEFAULT_SHM_SIZE : shmSize;
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

    /** The same in another network mode. */
    public HostConfig withNetworkMode(String mode) {
        return with(
                mode,
                portBindings,
                restartPolicy,
                limits(),
                oomKillDisable,
                maskedPaths,
                readonlyPaths);
    }

    /** The same with other published ports. */
    public HostConfig withPortBindings(Map<String, @Nullable List<PortBinding>> bindings) {
        return with(
                networkMode,
                bindings,
                restartPolicy,
                limits(),
                oomKillDisable,
                maskedPaths,
                readonlyPaths);
    }

    /** The same with another restart policy. */
    public HostConfig withRestartPolicy(RestartPolicy policy) {
        return with(
                networkMode,
                portBindings,
                policy,
                limits(),
                oomKillDisable,
                maskedPaths,
                readonlyPaths);
    }

    /** The same with other limits. */
    public HostConfig with(Limits limits) {
        return with(
                networkMode,
                portBindings,
                restartPolicy,
                limits,
                oomKillDisable,
                maskedPaths,
                readonlyPaths);
    }

    /** What can be changed while the container runs. */
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

    /** The same with Docker's values for what was not given and depends on the rest. */
    public HostConfig withDefaults(List<String> usuallyMasked, List<String> usuallyReadonly) {
        return with(
                networkMode,
                portBindings,
                restartPolicy,
                limits().withUsualSwap(),
                oomKillDisable == null && DEFAULT_CGROUPNS.equals("host")
                        ? Boolean.FALSE
                        : oomKillDisable,
                maskedPaths == null && !privileged ? usuallyMasked : maskedPaths,
                readonlyPaths == null && !privileged ? usuallyReadonly : readonlyPaths);
    }

    private HostConfig with(
            String mode,
            Map<String, @Nullable List<PortBinding>> bindings,
            RestartPolicy policy,
            Limits limits,
            @Nullable Boolean oomKill,
            @Nullable List<String> masked,
            @Nullable List<String> readonly) {
        return new HostConfig(
                binds,
                containerIdFile,
                logConfig,
                mode,
                bindings,
                policy,
                autoRemove,
                volumeDriver,
                volumesFrom,
                consoleSize,
                annotations,
                capAdd,
                capDrop,
                cgroupnsMode,
                dns,
                dnsOptions,
                dnsSearch,
                extraHosts,
                groupAdd,
                ipcMode,
                cgroup,
                links,
                oomScoreAdj,
                pidMode,
                privileged,
                publishAllPorts,
                readonlyRootfs,
                securityOpt,
                storageOpt,
                tmpfs,
                utsMode,
                usernsMode,
                shmSize,
                sysctls,
                runtime,
                isolation,
                limits.cpuShares(),
                limits.memory(),
                limits.nanoCpus(),
                cgroupParent,
                limits.blkioWeight(),
                blkioWeightDevice,
                blkioDeviceReadBps,
                blkioDeviceWriteBps,
                blkioDeviceReadIops,
                blkioDeviceWriteIops,
                limits.cpuPeriod(),
                limits.cpuQuota(),
                cpuRealtimePeriod,
                cpuRealtimeRuntime,
                limits.cpusetCpus(),
                limits.cpusetMems(),
                devices,
                deviceCgroupRules,
                deviceRequests,
                limits.memoryReservation(),
                limits.memorySwap(),
                memorySwappiness,
                oomKill,
                limits.pidsLimit(),
                ulimits,
                cpuCount,
                cpuPercent,
                ioMaximumIops,
                ioMaximumBandwidth,
                mounts,
                masked,
                readonly,
                init);
    }
}
