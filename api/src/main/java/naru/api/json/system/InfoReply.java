package naru.api.json.system;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** {@code GET /info}. */
@Json(naming = Json.Naming.UpperCamel)
public record InfoReply(
        @Json.Property("ID") String id,
        @Json.Property("Containers") int containers,
        int containersRunning,
        int containersPaused,
        int containersStopped,
        @Json.Property("Images") int images,
        @Json.Property("Driver") String driver,
        List<List<String>> driverStatus,
        @Json.Property("Plugins") Plugins plugins,
        boolean memoryLimit,
        boolean swapLimit,
        boolean cpuCfsPeriod,
        boolean cpuCfsQuota,
        @Json.Property("CPUShares") boolean cpuShares,
        @Json.Property("CPUSet") boolean cpuSet,
        boolean pidsLimit,
        @Json.Property("IPv4Forwarding") boolean ipv4Forwarding,
        @Json.Property("Debug") boolean debug,
        @Json.Property("NFd") int fileDescriptors,
        boolean oomKillDisable,
        @Json.Property("NGoroutines") int goroutines,
        String systemTime,
        String loggingDriver,
        String cgroupDriver,
        String cgroupVersion,
        @Json.Property("NEventsListener") int eventListeners,
        String kernelVersion,
        String operatingSystem,
        @Json.Property("OSVersion") String osVersion,
        @Json.Property("OSType") String osType,
        @Json.Property("Architecture") String architecture,
        String indexServerAddress,
        Registries registryConfig,
        @Json.Property("NCPU") int cpus,
        long memTotal,
        @Nullable List<String> genericResources,
        String dockerRootDir,
        String httpProxy,
        String httpsProxy,
        String noProxy,
        @Json.Property("Name") String name,
        @Json.Property("Labels") List<String> labels,
        boolean experimentalBuild,
        String serverVersion,
        @Json.Property("Runtimes") Map<String, Runtime> runtimes,
        String defaultRuntime,
        @Json.Property("Swarm") Map<String, Object> swarm,
        boolean liveRestoreEnabled,
        @Json.Property("Isolation") String isolation,
        String initBinary,
        Commit containerdCommit,
        Commit runcCommit,
        Commit initCommit,
        List<String> securityOptions,
        @Nullable List<Pool> defaultAddressPools,
        @Nullable Firewall firewallBackend,
        @Json.Property("CDISpecDirs") List<String> cdiSpecDirs,
        @Json.Property("Warnings") List<String> warnings) {

    /** Names of plugins by type. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Plugins(
            @Json.Property("Volume") List<String> volume,
            @Json.Property("Network") List<String> network,
            @Json.Property("Authorization") @Nullable List<String> authorization,
            @Json.Property("Log") List<String> log) {}

    /** The configuration of registries. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Registries(
            @Json.Property("InsecureRegistryCIDRs") List<String> insecureRegistryCidrs,
            Map<String, Index> indexConfigs,
            @Json.Property("Mirrors") List<String> mirrors) {}

    /** One registry. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Index(
            @Json.Property("Name") String name,
            @Json.Property("Mirrors") List<String> mirrors,
            @Json.Property("Secure") boolean secure,
            @Json.Property("Official") boolean official) {}

    /** A pool from which automatic subnets of {@code size} bits are allocated. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Pool(@Json.Property("Base") String base, @Json.Property("Size") int size) {}

    /** An OCI runtime. */
    @Json
    public record Runtime(String path) {}

    /** The commit of a program, empty if unknown. */
    @Json
    public record Commit(@Json.Property("ID") String id) {}

    /** The firewall backend. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Firewall(@Json.Property("Driver") String driver) {}
}
