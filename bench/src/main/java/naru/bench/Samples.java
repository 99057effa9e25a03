package naru.bench;

import java.util.Arrays;

/** Measured values of one side, in order. */
record Samples(double[] values) {
    double median() {
        return percentile(0.5);
    }

    double percentile(double share) {
        var sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
    }

    /**
     * The median of the ratios of consecutive pairs, which is robust against a drifting machine.
     */
    static double medianRatio(Samples a, Samples b) {
        var ratios = new double[Math.min(a.values.length, b.values.length)];
        for (int i = 0; i < ratios.length; i++) {
            ratios[i] = a.values[i] / b.values[i];
        }
        return new Samples(ratios).median();
    }
}
