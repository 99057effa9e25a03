package naru.container.config;

import org.jspecify.annotations.Nullable;

/**
 * The resources of a host configuration, which can be changed while the container runs. 0 and empty
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

    /** The same with Docker's default for swap: the memory limit again. */
    Limits withUsualSwap() {
        boolean usual = memory > 0 && memorySwap == 0;
        return usual ? with(blkioWeight, 2 * memory, pidsLimit) : this;
    }

    /** The same without a share of block devices. */
    public Limits withoutBlkioWeight() {
        return with(0, memorySwap, pidsLimit);
    }

    /** The same with another limit of processes. */
    public Limits withPids(@Nullable Long limit) {
        return with(blkioWeight, memorySwap, limit);
    }

    private Limits with(int weight, long swap, @Nullable Long pids) {
        return new Limits(
                cpuShares,
                memory,
                nanoCpus,
                weight,
                cpuPeriod,
                cpuQuota,
                cpusetCpus,
                cpusetMems,
                memoryReservation,
                swap,
                pids);
    }
}
