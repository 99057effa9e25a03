package naru.container.config;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /containers/{id}/update}. Values of 0, empty or null remain unchanged.
 *
 * @param restartPolicy remains unchanged if its name is empty, too
 */
@Json(naming = Json.Naming.UpperCamel)
public record UpdateRequest(
        long cpuShares,
        @Json.Property("Memory") long memory,
        long nanoCpus,
        int blkioWeight,
        long cpuPeriod,
        long cpuQuota,
        String cpusetCpus,
        String cpusetMems,
        long memoryReservation,
        long memorySwap,
        @Nullable Long pidsLimit,
        @Nullable Policy restartPolicy) {

    public UpdateRequest {
        cpusetCpus = Frozen.text(cpusetCpus);
        cpusetMems = Frozen.text(cpusetMems);
    }

    /** A {@link RestartPolicy} that may be absent. */
    @Json(naming = Json.Naming.UpperCamel)
    public record Policy(@Json.Property("Name") String name, int maximumRetryCount) {
        public Policy {
            name = Frozen.text(name);
        }
    }

    /** The same with the meaning of API versions below 1.40, which have no limit of processes. */
    public UpdateRequest withoutPidsLimit() {
        return new UpdateRequest(
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
                null,
                restartPolicy);
    }

    /** The host configuration after this change. */
    public HostConfig applied(HostConfig before) {
        var old = before.limits();
        var limits =
                new Limits(
                        or(cpuShares, old.cpuShares()),
                        or(memory, old.memory()),
                        or(nanoCpus, old.nanoCpus()),
                        blkioWeight == 0 ? old.blkioWeight() : blkioWeight,
                        or(cpuPeriod, old.cpuPeriod()),
                        or(cpuQuota, old.cpuQuota()),
                        cpusetCpus.isEmpty() ? old.cpusetCpus() : cpusetCpus,
                        cpusetMems.isEmpty() ? old.cpusetMems() : cpusetMems,
                        or(memoryReservation, old.memoryReservation()),
                        or(memorySwap, old.memorySwap()),
                        pidsLimit == null ? old.pidsLimit() : Long.valueOf(Math.max(0, pidsLimit)));
        var policy =
                restartPolicy == null || restartPolicy.name().isEmpty()
                        ? before.restartPolicy()
                        : new RestartPolicy(
                                restartPolicy.name(), restartPolicy.maximumRetryCount());
        return before.with(limits).withRestartPolicy(policy);
    }

    private static long or(long value, long otherwise) {
        return value == 0 ? otherwise : value;
    }
}
