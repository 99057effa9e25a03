package naru.bench;

import java.util.List;
import java.util.Locale;

/** Measures a figure alternately on both sides (A B A B …) and prints one line. */
final class Comparison {
    private Comparison() {}

    /** Returns one value of the figure. */
    interface Measure<T> {
        double take(T side) throws Exception;
    }

    /**
     * Compares the first engine with each of the others; the first {@code warmUp} rounds are not
     * counted.
     */
    static void compare(
            String figure,
            String unit,
            int warmUp,
            int rounds,
            List<Engine> engines,
            Measure<Engine> measure)
            throws Exception {
        var values = new double[engines.size()][rounds];
        for (int round = -warmUp; round < rounds; round++) {
            for (int i = 0; i < engines.size(); i++) {
                double value = measure.take(engines.get(i));
                if (round >= 0) {
                    values[i][round] = value;
                }
            }
        }
        var naru = new Samples(values[0]);
        for (int i = 1; i < engines.size(); i++) {
            print(figure, unit, naru, engines.get(i).name(), new Samples(values[i]));
        }
    }

    static void print(String figure, String unit, Samples naru, String peer, Samples other) {
        System.out.printf(
                Locale.ROOT,
                "bench %s naru=%.4g%s %s=%.4g%s ratio=%.3f%n",
                figure,
                naru.median(),
                unit,
                peer,
                other.median(),
                unit,
                Samples.medianRatio(naru, other));
    }

    /** The duration of {@code work} in milliseconds. */
    static double milliseconds(Work work) throws Exception {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e6;
    }

    /** An operation to be timed. */
    interface Work {
        void run() throws Exception;
    }
}
