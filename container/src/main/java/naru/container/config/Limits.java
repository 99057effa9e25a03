package naru.container.config;

import org.jspecify.annotations.Nullable;

/**
 * What of a host configuration can be changed while the container runs: its resources. 0 and empty
 * mean no limit; {@link HostConfig} has the units.
 */
public record Limits(
        long cpuShares,
        long memory,
        long nanoCpus,
        int blkioWeight,
        long cpuPeriod,
        long cpuQuota,
        String cpusetCpus,
        String cpusetMems,
        long memoryReservation,
        long memorySwap,
        @Nullable Long pidsLimit) {

    /** The same without a share of block devices. */
    public Limits withoutBlkioWeight() {
        return new Limits(
                cpuShares,
                memory,
                nanoCpus,
                0,
                cpuPeriod,
                cpuQuota,
                cpusetCpus,
                cpusetMems,
                memoryReservation,
                memorySwap,
                pidsLimit);
    }
}
