package naru.api.json.container;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * One reading of {@code GET /containers/{id}/stats}, with the previous one: clients compute
 * percentages from the difference. {@code networks} is omitted if there is none.
 */
@Json
public record StatsReply(
        String name,
        String id,
        String read,
        String preread,
        @Json.Property("pids_stats") Pids pidsStats,
        @Json.Property("blkio_stats") Blkio blkioStats,
        @Json.Property("num_procs") int numProcs,
        @Json.Property("storage_stats") Map<String, Long> storageStats,
        @Json.Property("cpu_stats") Cpu cpuStats,
        @Json.Property("precpu_stats") Cpu precpuStats,
        @Json.Property("memory_stats") Memory memoryStats,
        @Nullable Map<String, Traffic> networks) {

    /** Null and omitted if not available. */
    @Json
    public record Pids(@Nullable Long current, @Nullable Long limit) {}

    @Json(naming = Json.Naming.LowerUnderscore)
    public record Blkio(
            @Nullable List<Entry> ioServiceBytesRecursive,
            @Nullable List<Entry> ioServicedRecursive,
            @Nullable List<Entry> ioQueueRecursive,
            @Nullable List<Entry> ioServiceTimeRecursive,
            @Nullable List<Entry> ioWaitTimeRecursive,
            @Nullable List<Entry> ioMergedRecursive,
            @Nullable List<Entry> ioTimeRecursive,
            @Nullable List<Entry> sectorsRecursive) {}

    @Json
    public record Entry(long major, long minor, String op, long value) {}

    /**
     * {@code systemCpuUsage} and {@code onlineCpus} are omitted in the previous reading of the
     * first one.
     */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Cpu(
            CpuUsage cpuUsage,
            @Nullable Long systemCpuUsage,
            @Nullable Integer onlineCpus,
            Throttling throttlingData) {}

    @Json(naming = Json.Naming.LowerUnderscore)
    public record CpuUsage(long totalUsage, long usageInKernelmode, long usageInUsermode) {}

    @Json(naming = Json.Naming.LowerUnderscore)
    public record Throttling(long periods, long throttledPeriods, long throttledTime) {}

    /** Null and omitted if not available. */
    @Json(naming = Json.Naming.LowerUnderscore)
    public record Memory(
            @Nullable Long usage,
            @Nullable Long maxUsage,
            @Nullable Map<String, Long> stats,
            @Nullable Long failcnt,
            @Nullable Long limit) {}

    @Json(naming = Json.Naming.LowerUnderscore)
    public record Traffic(
            long rxBytes,
            long rxPackets,
            long rxErrors,
            long rxDropped,
            long txBytes,
            long txPackets,
            long txErrors,
            long txDropped) {}
}
