package naru.api.json.swarm;

import io.avaje.jsonb.Json;

import naru.cluster.record.ClusterSpec;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The body of {@code POST /swarm/init}. */
@Json(naming = Json.Naming.UpperCamel)
public record InitBody(
        @Nullable String listenAddr,
        @Nullable String advertiseAddr,
        @Nullable String dataPathAddr,
        int dataPathPort,
        @Nullable List<String> defaultAddrPool,
        int subnetSize,
        boolean forceNewCluster,
        boolean autoLockManagers,
        @Json.Property("Availability") @Nullable String availability,
        @Json.Property("Spec") @Nullable ClusterSpec spec) {}
