package naru.container.plan;

import naru.container.config.Limits;
import naru.network.model.NaruException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/** Refuses processors and memory nodes that are not there, in Docker's words. */
final class CpuSets {
    private static final Path CPUS = Path.of("/sys/devices/system/cpu/online");
    private static final Path NODES = Path.of("/sys/devices/system/node/online");
    private static final int MOST = 8192; // CONFIG_NR_CPUS, at its largest

    private CpuSets() {}

    static void check(Limits limits) {
        check(limits.cpusetCpus(), online(CPUS), "cpuset cpus", "CPUs");
        check(limits.cpusetMems(), online(NODES), "cpuset mems", "memory nodes");
    }

    private static String online(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException alone) {
            return "0";
        }
    }

    static void check(String wanted, String available, String field, String what) {
        BitSet missing = parse(wanted, field);
        missing.andNot(parse(available, field));
        if (!missing.isEmpty()) {
            throw new NaruException.Invalid(
                    "Requested "
                            + what
                            + " are not available - requested "
                            + wanted
                            + ", available: "
                            + available);
        }
    }

    /** Such as {@code 0-3,7}; cpuset(7), list format. */
    private static BitSet parse(String text, String field) {
        var set = new BitSet();
        if (text.isEmpty()) {
            return set;
        }
        try {
            for (String part : text.split(",", -1)) {
                int dash = part.indexOf('-');
                int first = Integer.parseUnsignedInt(dash < 0 ? part : part.substring(0, dash));
                int last = dash < 0 ? first : Integer.parseUnsignedInt(part.substring(dash + 1));
                if (last < first || last >= MOST) {
                    throw new NumberFormatException(part);
                }
                set.set(first, last + 1);
            }
            return set;
        } catch (NumberFormatException garbled) {
            throw new NaruException.Invalid(
                    "Invalid value " + text + " for " + field + ": invalid format: " + text);
        }
    }
}
