package naru.bench;

import java.util.Locale;

/** Takes a figure from both sides in turn (A B A B …) and prints one line. */
final class Comparison {
    private Comparison() {}

    /** Yields one value of the figure. */
    interface Measure<T> {
        double take(T side) throws Exception;
    }

    /** Compares two engines; the first {@code warmUp} rounds are not counted. */
    static void compare(
            String figure,
            String unit,
            int warmUp,
            int rounds,
            Engine naru,
            Engine peer,
            Measure<Engine> measure)
            throws Exception {
        var ours = new double[rounds];
        var theirs = new double[rounds];
        for (int i = -warmUp; i < rounds; i++) {
            double our = measure.take(naru);
            double their = measure.take(peer);
            if (i >= 0) {
                ours[i] = our;
                theirs[i] = their;
            }
        }
        print(figure, unit, new Samples(ours), peer.name(), new Samples(theirs));
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

    /** Milliseconds that {@code work} takes. */
    static double milliseconds(Work work) throws Exception {
        long begin = System.nanoTime();
        work.run();
        return (System.nanoTime() - begin) / 1e6;
    }

    /** Something to be timed. */
    interface Work {
        void run() throws Exception;
    }
}
