package naru.api.containers;

import naru.api.json.container.StatsReply;
import naru.container.model.ContainerState;
import naru.container.model.ContainerStats;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Converts readings of a container's counters to replies of the Docker Engine API. */
final class StatsViews {
    private static final StatsReply.Cpu NO_CPU =
            new StatsReply.Cpu(
                    new StatsReply.CpuUsage(0, 0, 0),
                    null,
                    null,
                    new StatsReply.Throttling(0, 0, 0));

    private StatsViews() {}

    /** For a stopped container. */
    static StatsReply none(String id, String name) {
        return new StatsReply(
                "/" + name,
                id,
                ContainerState.NEVER,
                ContainerState.NEVER,
                new StatsReply.Pids(null, null),
                blkio(null),
                0,
                Map.of(),
                NO_CPU,
                NO_CPU,
                new StatsReply.Memory(null, null, null, null, null),
                null);
    }

    /** {@code before} is null for the first reading. */
    static StatsReply reply(ContainerStats now, @Nullable ContainerStats before) {
        var memory = now.memory();
        return new StatsReply(
                "/" + now.name(),
                now.id(),
                now.read().toString(),
                before == null ? ContainerState.NEVER : before.read().toString(),
                new StatsReply.Pids(
                        now.processes(), now.processLimit() == 0 ? null : now.processLimit()),
                blkio(entries(now.blockBytes())),
                0,
                Map.of(),
                cpu(now.cpu()),
                before == null ? NO_CPU : cpu(before.cpu()),
                new StatsReply.Memory(
                        memory.usage(),
                        memory.peak() == 0 ? null : memory.peak(),
                        memory.details(),
                        memory.failures() == 0 ? null : memory.failures(),
                        memory.limit()),
                now.networks().isEmpty() ? null : networks(now));
    }

    private static StatsReply.Cpu cpu(ContainerStats.Cpu cpu) {
        return new StatsReply.Cpu(
                new StatsReply.CpuUsage(cpu.total(), cpu.kernel(), cpu.user()),
                cpu.system(),
                cpu.cpus(),
                new StatsReply.Throttling(cpu.periods(), cpu.throttled(), cpu.throttledTime()));
    }

    private static StatsReply.Blkio blkio(@Nullable List<StatsReply.Entry> bytes) {
        return new StatsReply.Blkio(bytes, null, null, null, null, null, null, null);
    }

    private static List<StatsReply.Entry> entries(Map<String, Long> bytes) {
        var entries = new ArrayList<StatsReply.Entry>();
        bytes.forEach((what, count) -> {
            var words = what.split("[: ]", -1);
            entries.add(
                    new StatsReply.Entry(
                            Long.parseLong(words[0]), Long.parseLong(words[1]), words[2], count));
        });
        return entries;
    }

    private static Map<String, StatsReply.Traffic> networks(ContainerStats stats) {
        var shown = new LinkedHashMap<String, StatsReply.Traffic>();
        stats.networks()
                .forEach((name, n) ->
                        shown.put(
                                name,
                                new StatsReply.Traffic(
                                        n.rxBytes(),
                                        n.rxPackets(),
                                        n.rxErrors(),
                                        n.rxDropped(),
                                        n.txBytes(),
                                        n.txPackets(),
                                        n.txErrors(),
                                        n.txDropped())));
        return shown;
    }
}
