package naru.cluster.record;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.Map;

/**
 * What administrators decide about the cluster. The JSON is that of the API; Naru uses the validity
 * of certificates, and keeps the rest.
 */
@Json
public record ClusterSpec(
        @Json.Property("Name") @Nullable String name,
        @Json.Property("Labels") @Nullable Map<String, String> labels,
        @Json.Property("Orchestration") @Nullable Orchestration orchestration,
        @Json.Property("Raft") @Nullable Raft raft,
        @Json.Property("Dispatcher") @Nullable Dispatcher dispatcher,
        @Json.Property("CAConfig") @Nullable Certificates certificates,
        @Json.Property("EncryptionConfig") @Nullable Encryption encryption) {
    /** The name of every cluster. */
    public static final String NAME = "default";

    private static final long DEFAULT_HISTORY = 5;
    private static final Raft DEFAULT_RAFT = new Raft(10_000, 0, 500, 10, 1);
    private static final Duration DEFAULT_HEARTBEAT = Duration.ofSeconds(5);
    private static final Duration DEFAULT_EXPIRY = Duration.ofDays(90);

    /** How many former tasks are kept. */
    @Json
    public record Orchestration(
            @Json.Property("TaskHistoryRetentionLimit") @Nullable Long historyLimit) {}

    /** Settings of swarmkit's store; etcd has its own. */
    @Json
    public record Raft(
            @Json.Property("SnapshotInterval") long snapshotInterval,
            @Json.Property("KeepOldSnapshots") long oldSnapshots,
            @Json.Property("LogEntriesForSlowFollowers") long entriesForFollowers,
            @Json.Property("ElectionTick") int electionTick,
            @Json.Property("HeartbeatTick") int heartbeatTick) {}

    /** How often nodes report, in nanoseconds. */
    @Json
    public record Dispatcher(@Json.Property("HeartbeatPeriod") long heartbeat) {}

    /**
     * @param expiry how long certificates of nodes are valid, in nanoseconds
     * @param forceRotate a larger number than before replaces the authority
     */
    @Json
    public record Certificates(
            @Json.Property("NodeCertExpiry") long expiry,
            @Json.Property("ForceRotate") long forceRotate,
            @Json.Property("SigningCACert") @Nullable String signingCertificate,
            @Json.Property("SigningCAKey") @Nullable String signingKey) {}

    /** Whether managers need a key after a restart. */
    @Json
    public record Encryption(@Json.Property("AutoLockManagers") boolean autoLock) {}

    /** The same with defaults in place of what is zero or absent. */
    public ClusterSpec withDefaults() {
        return new ClusterSpec(
                NAME,
                labels == null ? Map.of() : labels,
                orchestration == null || orchestration.historyLimit == null
                        ? new Orchestration(DEFAULT_HISTORY)
                        : orchestration,
                raft == null || raft.snapshotInterval == 0 ? DEFAULT_RAFT : raft,
                dispatcher == null || dispatcher.heartbeat == 0
                        ? new Dispatcher(DEFAULT_HEARTBEAT.toNanos())
                        : dispatcher,
                certificates == null || certificates.expiry == 0
                        ? new Certificates(
                                DEFAULT_EXPIRY.toNanos(),
                                certificates == null ? 0 : certificates.forceRotate,
                                null,
                                null)
                        : certificates,
                new Encryption(false));
    }

    /** How long certificates of nodes are valid. */
    public Duration certificateExpiry() {
        return certificates == null || certificates.expiry == 0
                ? DEFAULT_EXPIRY
                : Duration.ofNanos(certificates.expiry);
    }
}
