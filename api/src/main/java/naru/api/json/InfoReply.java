package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code GET /info}. */
@Json(naming = Json.Naming.UpperCamel)
public record InfoReply(
        @Json.Property("ID") String id,
        int containers,
        int containersRunning,
        int containersPaused,
        int containersStopped,
        int images,
        String driver,
        List<List<String>> driverStatus,
        Plugins plugins,
        boolean memoryLimit,
        boolean swapLimit,
        boolean cpuCfsPeriod,
        boolean cpuCfsQuota,
        @Json.Property("CPUShares") boolean cpuShares,
        @Json.Property("CPUSet") boolean cpuSet,
        boolean pidsLimit,
        @Json.Property("IPv4Forwarding") boolean ipv4Forwarding,
        boolean debug,
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
        String architecture,
        String indexServerAddress,
        Registries registryConfig,
        @Json.Property("NCPU") int cpus,
        long memTotal,
        @Nullable List<String> genericResources,
        String dockerRootDir,
        String httpProxy,
        String httpsProxy,
        String noProxy,
        String name,
        List<String> labels,
        boolean experimentalBuild,
        String serverVersion,
        Map<String, Runtime> runtimes,
        String defaultRuntime,
        Swarm swarm,
        boolean liveRestoreEnabled,
        String isolation,
        String initBinary,
        Commit containerdCommit,
        Commit runcCommit,
        Commit initCommit,
        List<String> securityOptions,
        Firewall firewallBackend,
        @Json.Property("CDISpecDirs") List<String> cdiSpecDirs,
        List<String> warnings) {

    /** What the engine can do, by names. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Plugins(
            List<String> volume, List<String> network, @Nullable List<String> authorization, List<String> log) {}

    /** How registries are reached. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Registries(
            @Json.Property("InsecureRegistryCIDRs") List<String> insecureRegistryCidrs,
            Map<String, Index> indexConfigs,
            List<String> mirrors) {}

    /** One registry. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Index(String name, List<String> mirrors, boolean secure, boolean official) {}

    /** An OCI runtime. */
    @Json
    public record Runtime(String path) {}

    /** This node's place in a swarm: none. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Swarm(
            @Json.Property("NodeID") String nodeId,
            String nodeAddr,
            String localNodeState,
            boolean controlAvailable,
            String error,
            @Nullable List<String> remoteManagers) {}

    /** The commit of a program, empty when it is not known. */
    @Json
    public record Commit(@Json.Property("ID") String id) {}

    /** How packets are filtered. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Firewall(String driver) {}
}
