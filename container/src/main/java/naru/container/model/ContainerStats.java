package naru.container.model;

import java.time.Instant;
import java.util.Map;

/**
 * What a container has used up to one moment. Sums since its start unless said otherwise; 0 where
 * the host does not count something.
 *
 * @param processes now; {@code processLimit} 0 for none
 * @param blockBytes by {@code major:minor operation}, such as {@code 8:0 read}
 * @param networks by interface; empty for a container without a namespace of its own
 */
public record ContainerStats(
        String id,
        String name,
        Instant read,
        long processes,
        long processLimit,
        Cpu cpu,
        Memory memory,
        Map<String, Long> blockBytes,
        Map<String, Traffic> networks) {

    public ContainerStats {
        blockBytes = Map.copyOf(blockBytes);
        networks = Map.copyOf(networks);
    }

    /**
     * Times in nanoseconds.
     *
     * @param system of all processes of the host
     * @param cpus of the host
     * @param periods of the limit; those in which it held the container back are {@code throttled}
     */
    public record Cpu(
            long total,
            long user,
            long kernel,
            long system,
            int cpus,
            long periods,
            long throttled,
            long throttledTime) {}

    /**
     * In bytes.
     *
     * @param limit the container's, or what the host has
     * @param details as the control group names them
     */
    public record Memory(
            long usage, long peak, long limit, long failures, Map<String, Long> details) {
        public Memory {
            details = Map.copyOf(details);
        }
    }

    /** What went through one interface, as the container counts it. See proc_pid_net(5). */
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
