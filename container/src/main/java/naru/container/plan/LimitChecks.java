package naru.container.plan;

import naru.container.config.HostConfig;
import naru.container.config.UpdateRequest;
import naru.network.model.NaruException;

/** Refuses resource limits that Docker refuses, in its words. Pure. */
public final class LimitChecks {
    private static final long LEAST_MEMORY = 6L << 20; // bytes
    private static final int CPUS = Runtime.getRuntime().availableProcessors();

    private LimitChecks() {}

    public static void check(HostConfig host) {
        memory(host);
        cpu(host);
        CpuSets.check(host.limits());
        int weight = host.blkioWeight();
        refuse(
                weight != 0 && (weight < 10 || weight > 1000),
                "Range of blkio weight is from 10 to 1000");
        refuse(
                host.oomScoreAdj() < -1000 || host.oomScoreAdj() > 1000,
                "Invalid value "
                        + host.oomScoreAdj()
                        + ", range for oom score adj is [-1000, 1000]");
        refuse(host.shmSize() < 0, "SHM size can not be less than 0");
    }

    /**
     * Refuses a change that contradicts what a container has already. One without a limit of memory
     * and swap together may get any limit of memory; Docker refuses that, too.
     */
    public static void check(HostConfig before, UpdateRequest request) {
        conflict(
                request.memorySwap() == 0
                        && before.memorySwap() > 0
                        && request.memory() > before.memorySwap(),
                "Memory limit should be smaller than already set memoryswap limit, update the"
                        + " memoryswap at the same time");
        boolean nano = request.nanoCpus() > 0;
        conflict(
                nano && before.cpuPeriod() > 0,
                "Conflicting options: Nano CPUs cannot be updated as CPU Period has already been"
                        + " set");
        conflict(
                nano && before.cpuQuota() > 0,
                "Conflicting options: Nano CPUs cannot be updated as CPU Quota has already been"
                        + " set");
        boolean counted = before.nanoCpus() > 0;
        conflict(
                request.cpuPeriod() > 0 && counted,
                "Conflicting options: CPU Period cannot be updated as NanoCPUs has already been"
                        + " set");
        conflict(
                request.cpuQuota() > 0 && counted,
                "Conflicting options: CPU Quota cannot be updated as NanoCPUs has already been"
                        + " set");
        var policy = request.restartPolicy();
        conflict(
                before.autoRemove()
                        && policy != null
                        && !policy.name().isEmpty()
                        && !policy.name().equals("no"),
                "Restart policy cannot be updated because AutoRemove is enabled for the container");
    }

    private static void conflict(boolean wrong, String message) {
        if (wrong) {
            throw new NaruException.Conflict(message);
        }
    }

    private static void memory(HostConfig host) {
        long memory = host.memory();
        long swap = host.memorySwap();
        refuse(memory != 0 && memory < LEAST_MEMORY, "Minimum memory limit allowed is 6MB");
        refuse(
                memory == 0 && swap > 0,
                "You should always set the Memory limit when using Memoryswap limit, see usage");
        refuse(
                memory > 0 && swap > 0 && swap < memory,
                "Minimum memoryswap limit should be larger than memory limit, see usage");
        Long swappiness = host.memorySwappiness();
        refuse(
                swappiness != null && (swappiness < -1 || swappiness > 100),
                "Invalid value: " + swappiness + ", valid memory swappiness range is 0-100");
        long reserved = host.memoryReservation();
        refuse(
                reserved > 0 && reserved < LEAST_MEMORY,
                "Minimum memory reservation allowed is 6MB");
        refuse(
                memory > 0 && reserved > memory,
                "Minimum memory limit can not be less than memory reservation limit, see usage");
    }

    private static void cpu(HostConfig host) {
        refuse(
                host.cpuShares() < 0,
                "invalid CPU shares (" + host.cpuShares() + "): value must be a positive integer");
        long nano = host.nanoCpus();
        refuse(
                nano > 0 && host.cpuPeriod() > 0,
                "Conflicting options: Nano CPUs and CPU Period cannot both be set");
        refuse(
                nano > 0 && host.cpuQuota() > 0,
                "Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        refuse(
                nano < 0 || nano > CPUS * 1_000_000_000L,
                "Range of CPUs is from 0.01 to "
                        + CPUS
                        + ".00, as there are only "
                        + CPUS
                        + " CPUs available");
        long period = host.cpuPeriod();
        refuse(
                period != 0 && (period < 1_000 || period > 1_000_000),
                "CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s"
                        + " (i.e. 1000000)");
        refuse(
                host.cpuQuota() > 0 && host.cpuQuota() < 1_000,
                "CPU cfs quota can not be less than 1ms (i.e. 1000)");
    }

    private static void refuse(boolean wrong, String message) {
        if (wrong) {
            throw new NaruException.Invalid(message);
        }
    }
}
