package naru.container.oci;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/** {@code config.json} of a bundle; OCI runtime specification 1.0.2, as far as Naru uses it. */
@Json
public record OciSpec(
        String ociVersion,
        Process process,
        Root root,
        String hostname,
        List<Mount> mounts,
        Map<String, String> annotations,
        Linux linux) {

    /** The same with other annotations; runtimes ignore unknown ones. */
    public OciSpec with(Map<String, String> others) {
        return new OciSpec(ociVersion, process, root, hostname, mounts, others, linux);
    }

    /** The command of a container or of an {@code exec}. */
    @Json
    public record Process(
            boolean terminal,
            @Nullable ConsoleSize consoleSize,
            User user,
            List<String> args,
            List<String> env,
            String cwd,
            Capabilities capabilities,
            List<Rlimit> rlimits,
            boolean noNewPrivileges,
            @Nullable Integer oomScoreAdj) {}

    /** In characters. */
    @Json
    public record ConsoleSize(int height, int width) {}

    @Json
    public record User(long uid, long gid, List<Long> additionalGids) {}

    @Json
    public record Capabilities(
            List<String> bounding, List<String> effective, List<String> permitted) {}

    @Json
    public record Rlimit(String type, long hard, long soft) {}

    @Json
    public record Root(String path, boolean readonly) {}

    @Json
    public record Mount(String destination, String type, String source, List<String> options) {}

    @Json
    public record Linux(
            List<Namespace> namespaces,
            List<Device> devices,
            Map<String, String> sysctl,
            String cgroupsPath,
            Resources resources,
            String rootfsPropagation,
            List<String> maskedPaths,
            List<String> readonlyPaths,
            @Nullable Seccomp seccomp) {}

    /** Which system calls are allowed; seccomp(2). */
    @Json
    public record Seccomp(
            String defaultAction,
            @Nullable Integer defaultErrnoRet,
            List<String> architectures,
            List<SeccompRule> syscalls) {}

    @Json
    public record SeccompRule(
            List<String> names,
            String action,
            @Nullable Integer errnoRet,
            @Nullable List<SeccompArg> args) {}

    /** {@code value} and {@code valueTwo} are u64. */
    @Json
    public record SeccompArg(int index, long value, long valueTwo, String op) {}

    @Json
    public record Namespace(String type, @Nullable String path) {}

    @Json
    public record Device(
            String path, String type, int major, int minor, int fileMode, int uid, int gid) {}

    @Json
    public record Resources(
            List<DeviceRule> devices,
            @Nullable Memory memory,
            @Nullable Cpu cpu,
            @Nullable Pids pids,
            @Nullable BlockIo blockIO) {}

    /** {@code weight} is 10 to 1000. */
    @Json
    public record BlockIo(
            @Nullable Integer weight,
            List<Rate> throttleReadBpsDevice,
            List<Rate> throttleWriteBpsDevice,
            @Json.Property("throttleReadIOPSDevice") List<Rate> throttleReadIops,
            @Json.Property("throttleWriteIOPSDevice") List<Rate> throttleWriteIops) {}

    /** {@code rate} in bytes or operations a second. */
    @Json
    public record Rate(int major, int minor, long rate) {}

    @Json
    public record DeviceRule(
            boolean allow,
            @Nullable String type,
            @Nullable Integer major,
            @Nullable Integer minor,
            String access) {}

    @Json
    public record Memory(
            @Nullable Long limit,
            @Nullable Long reservation,
            @Nullable Long swap,
            @Nullable Long swappiness,
            @Nullable Boolean disableOOMKiller) {}

    @Json
    public record Cpu(
            @Nullable Long shares,
            @Nullable Long quota,
            @Nullable Long period,
            @Nullable Long realtimeRuntime,
            @Nullable Long realtimePeriod,
            @Nullable String cpus,
            @Nullable String mems) {}

    @Json
    public record Pids(long limit) {}
}
