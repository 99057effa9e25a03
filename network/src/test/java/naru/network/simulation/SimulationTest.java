package naru.network.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.LongStream;

/**
 * Thousands of short lives of a daemon, each from a seed of its own, on a kernel in memory. A seed
 * that fails is printed with what was done; {@code -Dnaru.simulation.seed=N} runs it alone, and
 * {@code -Dnaru.simulation.seeds=N} runs more than usual, {@code -Dnaru.simulation.first=N} others.
 */
class SimulationTest {
    private static final int STEPS = 12;

    @BeforeAll
    static void quiet() {
        Quiet.network();
    }

    @Test
    void agreesWithTheHostAfterEachRepair() {
        var one = Long.getLong("naru.simulation.seed");
        long first = Long.getLong("naru.simulation.first", 1);
        long seeds = Long.getLong("naru.simulation.seeds", 1000);
        var failures = new ConcurrentLinkedQueue<String>();
        if (one != null) {
            run(one, failures);
        } else {
            LongStream.range(first, first + seeds)
                    .parallel()
                    .filter(_ -> failures.size() < 3)
                    .forEach(seed -> run(seed, failures));
        }
        assertThat(failures).as("%d failures", failures.size()).isEmpty();
    }

    private static void run(long seed, Queue<String> failures) {
        var simulation = new Simulation(seed, STEPS);
        try {
            simulation.run();
        } catch (RuntimeException | Error e) {
            var trace = new StringWriter();
            e.printStackTrace(new PrintWriter(trace));
            failures.add(
                    "seed %d\n%s\n%s"
                            .formatted(seed, String.join("\n", simulation.script()), trace));
        }
    }
}
