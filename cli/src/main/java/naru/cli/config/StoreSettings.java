package naru.cli.config;

import naru.cluster.network.NamedStore;

import org.jspecify.annotations.Nullable;

/**
 * Networks that are shared with other hosts without a Swarm.
 *
 * @param store the etcd of all hosts; null for none
 * @param advertise an address or interface by which other hosts reach this one; empty for that of
 *     the default route
 */
public record StoreSettings(@Nullable NamedStore store, String advertise) {}
