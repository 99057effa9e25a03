package naru.container.oci;

import naru.container.config.HostConfig;
import naru.container.config.ThrottleDevice;
import naru.container.oci.OciSpec.Cpu;
import naru.container.oci.OciSpec.DeviceRule;
import naru.container.oci.OciSpec.Memory;
import naru.container.oci.OciSpec.Pids;
import naru.container.oci.OciSpec.Resources;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The limits of a container's cgroup for processor, memory, disks and devices. */
public final class ResourceLimits {
    private static final long CPU_PERIOD = 100_000; // microseconds

    private ResourceLimits() {}

    /** The limits of a container that can be set while it runs. */
    public static Resources of(HostConfig host) {
        var all = of(host, List.of());
        var pids = host.pidsLimit();
        boolean lifted = pids != null && pids <= 0;
        return new Resources(
                List.of(),
                all.memory(),
                host.cpuQuota() < 0 && host.nanoCpus() == 0 ? withoutQuota(all.cpu()) : all.cpu(),
                lifted ? new Pids(-1) : all.pids(),
                all.blockIO());
    }

    private static Cpu withoutQuota(@Nullable Cpu cpu) {
        return cpu == null
                ? new Cpu(null, -1L, null, null, null, null, null)
                : new Cpu(
                        cpu.shares(),
                        -1L,
                        cpu.period(),
                        cpu.realtimeRuntime(),
                        cpu.realtimePeriod(),
                        cpu.cpus(),
                        cpu.mems());
    }

    static Resources of(HostConfig host, List<DeviceRule> rules) {
        var pids = host.pidsLimit();
        return new Resources(
                rules,
                memory(host),
                cpu(host),
                pids == null || pids <= 0 ? null : new Pids(pids),
                blockIo(host));
    }

    private static OciSpec.@Nullable BlockIo blockIo(HostConfig host) {
        var limits =
                new OciSpec.BlockIo(
                        host.blkioWeight() == 0 ? null : host.blkioWeight(),
                        rates(host.blkioDeviceReadBps()),
                        rates(host.blkioDeviceWriteBps()),
                        rates(host.blkioDeviceReadIops()),
                        rates(host.blkioDeviceWriteIops()));
        var none = new OciSpec.BlockIo(null, List.of(), List.of(), List.of(), List.of());
        return limits.equals(none) ? null : limits;
    }

    private static List<OciSpec.Rate> rates(List<ThrottleDevice> devices) {
        return devices.stream().map(DeviceNodes::rate).toList();
    }

    private static @Nullable Memory memory(HostConfig host) {
        Long limit = positive(host.memory());
        // Docker's default for swap is the memory limit again.
        Long swap = limit != null && host.memorySwap() == 0 ? Long.valueOf(2 * limit) : null;
        swap = host.memorySwap() == 0 ? swap : Long.valueOf(host.memorySwap());
        Long swappiness = host.memorySwappiness(); // the docker command sends -1 for "as usual"
        var memory =
                new Memory(
                        limit,
                        positive(host.memoryReservation()),
                        swap,
                        swappiness == null || swappiness < 0 ? null : swappiness,
                        host.oomKillDisable());
        return memory.equals(new Memory(null, null, null, null, null)) ? null : memory;
    }

    private static @Nullable Cpu cpu(HostConfig host) {
        Long quota = positive(host.cpuQuota());
        Long period = positive(host.cpuPeriod());
        if (host.nanoCpus() > 0) {
            period = CPU_PERIOD;
            quota = host.nanoCpus() * CPU_PERIOD / 1_000_000_000;
        }
        var cpu =
                new Cpu(
                        positive(host.cpuShares()),
                        quota,
                        period,
                        positive(host.cpuRealtimeRuntime()),
                        positive(host.cpuRealtimePeriod()),
                        host.cpusetCpus().isEmpty() ? null : host.cpusetCpus(),
                        host.cpusetMems().isEmpty() ? null : host.cpusetMems());
        return cpu.equals(new Cpu(null, null, null, null, null, null, null)) ? null : cpu;
    }

    private static @Nullable Long positive(long value) {
        return value > 0 ? value : null;
    }
}
