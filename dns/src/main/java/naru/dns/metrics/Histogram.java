package naru.dns.metrics;

import java.util.Locale;
import java.util.concurrent.atomic.LongAdder;

/** A latency histogram with fixed bucket bounds. */
public final class Histogram {
    private static final double[] BOUNDS = { // seconds
        0.00001, 0.000025, 0.00005, 0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
        0.05, 0.1, 0.25, 0.5, 1, 2.5, 5
    };

    private final LongAdder[] buckets = new LongAdder[BOUNDS.length + 1];
    private final LongAdder nanoseconds = new LongAdder();

    Histogram() {
        for (int i = 0; i < buckets.length; i++) {
            buckets[i] = new LongAdder();
        }
    }

    /** Adds {@code times} events of {@code took} nanoseconds each. */
    public void add(long took, int times) {
        int bucket = 0;
        while (bucket < BOUNDS.length && took > BOUNDS[bucket] * 1e9) {
            bucket++;
        }
        buckets[bucket].add(times);
        nanoseconds.add(took * times);
    }

    /** Lines of Prometheus' text format; {@code label} such as {@code from="cache"}. */
    void print(String metric, String label, StringBuilder out) {
        long count = 0;
        for (int i = 0; i < buckets.length; i++) {
            count += buckets[i].sum();
            var bound = i < BOUNDS.length ? text(BOUNDS[i]) : "+Inf";
            out.append(metric).append("_bucket{").append(label);
            out.append(",le=\"").append(bound).append("\"} ").append(count).append('\n');
        }
        out.append(metric).append("_sum{").append(label).append("} ");
        out.append(text(nanoseconds.sum() / 1e9)).append('\n');
        out.append(metric).append("_count{").append(label).append("} ");
        out.append(count).append('\n');
    }

    private static String text(double seconds) {
        var text = String.format(Locale.ROOT, "%.9f", seconds).replaceAll("0+$", "");
        return text.endsWith(".") ? text + "0" : text;
    }
}
