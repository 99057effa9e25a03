package naru.dns.forward;

import static naru.dns.forward.ForwarderLoop.upstreams;

import static org.assertj.core.api.Assertions.assertThat;

import naru.linux.Sysctl;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The ids and source ports of forwarded questions, as an upstream sees them (RFC 5452 section 9.2):
 * by Pearson's test they are uniformly distributed, and so are the differences between consecutive
 * ones, which would reveal a counter or a weak generator. Good generators fail once in 10^9 runs.
 */
class UnpredictableTest {
    private static final int QUESTIONS = 3_000;
    private static final int CELLS = 64;

    /** Of the normal distribution, above which 10^-9 of it is. */
    private static final double QUANTILE = 5.998;

    private final ForwarderLoop loop = new ForwarderLoop(Duration.ZERO);

    @AfterEach
    void stop() {
        loop.close();
    }

    @Test
    void areIdsAndSourcePorts() throws Exception {
        var name = Name.fromConstantString("elsewhere.example.");
        var question = Message.newQuery(Record.newRecord(name, Type.TXT, DClass.IN));
        try (var upstream = FakeUpstream.saying(Rcode.NXDOMAIN)) {
            var all = upstreams(upstream.address());
            for (int i = 0; i < QUESTIONS; i++) {
                loop.outcome(question, Transport.UDP, all);
            }
            var ids = upstream.asked().stream().map(each -> each.getHeader().getID()).toList();
            assertThat(ids).hasSize(QUESTIONS);
            assertEven("ids", ids, 0, 1 << 16);

            var bounds = Sysctl.read("net/ipv4/ip_local_port_range").split("\\s+");
            int least = Integer.parseInt(bounds[0]);
            assertEven("ports", upstream.ports(), least, Integer.parseInt(bounds[1]) + 1 - least);
        }
    }

    @Test
    void detectsCounters() {
        var counter = IntStream.range(0, QUESTIONS).map(i -> i * 7919 & 0xffff).boxed().toList();
        assertThat(pearson(steps(counter, 1 << 16), 1 << 16)).isGreaterThan(limit());
    }

    private static void assertEven(String what, List<Integer> values, int least, int size) {
        var shifted = values.stream().map(value -> value - least).toList();
        double all = pearson(shifted, size);
        double low = pearson(shifted.stream().map(value -> value % CELLS).toList(), CELLS);
        double steps = pearson(steps(shifted, size), size);
        System.out.printf(
                "%s: chi-square %.0f, low bits %.0f, steps %.0f; at most %.0f%n",
                what, all, low, steps, limit());
        assertThat(all).as(what).isLessThan(limit());
        assertThat(low).as("low bits of " + what).isLessThan(limit());
        assertThat(steps).as("steps of " + what).isLessThan(limit());
    }

    /** From each value to the next, modulo {@code size}. */
    private static List<Integer> steps(List<Integer> values, int size) {
        return IntStream.range(1, values.size())
                .mapToObj(i -> Math.floorMod(values.get(i) - values.get(i - 1), size))
                .toList();
    }

    /** The chi-square of values from 0 to below {@code size}, in cells of equal width. */
    private static double pearson(List<Integer> values, int size) {
        var counts = new int[CELLS];
        values.forEach(value -> counts[(int) ((long) value * CELLS / size)]++);
        double expected = (double) values.size() / CELLS;
        double sum = 0;
        for (int count : counts) {
            sum += (count - expected) * (count - expected) / expected;
        }
        return sum;
    }

    /** Of chi-square with one degree of freedom less than cells, as Wilson and Hilferty give it. */
    private static double limit() {
        double freedom = CELLS - 1;
        double part = 2 / (9 * freedom);
        return freedom * Math.pow(1 - part + QUANTILE * Math.sqrt(part), 3);
    }
}
