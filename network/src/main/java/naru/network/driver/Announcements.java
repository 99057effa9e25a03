package naru.network.driver;

import naru.network.model.NaruException;

import java.time.Duration;
import java.util.Map;

/**
 * The number and interval of an endpoint's address announcements, from Docker's options of its
 * network and of itself.
 */
public record Announcements(int times, Duration pause) {
    private static final String TIMES = "com.docker.network.advertise_addr_nmsgs";
    private static final String PAUSE = "com.docker.network.advertise_addr_ms";
    private static final int MAX_TIMES = 3; // RFC 4861, MAX_NEIGHBOR_ADVERTISEMENT
    private static final int MIN_PAUSE = 100; // milliseconds
    private static final int MAX_PAUSE = 2000;
    private static final Announcements DEFAULT =
            new Announcements(MAX_TIMES, Duration.ofSeconds(1));

    /**
     * Checks the options of a network or an endpoint.
     *
     * @throws NaruException.Invalid naming the invalid one
     */
    public static void check(Map<String, String> options) {
        DEFAULT.with(options);
    }

    /**
     * The defaults of a network's endpoints; a network created by an earlier release may have
     * invalid options, which are ignored.
     */
    public static Announcements ofNetwork(Map<String, String> options) {
        try {
            return DEFAULT.with(options);
        } catch (NaruException.Invalid ignored) {
            return DEFAULT;
        }
    }

    /**
     * The settings of an endpoint with options of its own.
     *
     * @throws NaruException.Invalid naming the invalid one
     */
    public Announcements with(Map<String, String> options) {
        int newTimes = number(options, TIMES, "an integer", times, 0, MAX_TIMES);
        long millis =
                number(
                        options,
                        PAUSE,
                        "integer milliseconds",
                        (int) pause.toMillis(),
                        MIN_PAUSE,
                        MAX_PAUSE);
        return new Announcements(newTimes, Duration.ofMillis(millis));
    }

    private static int number(
            Map<String, String> options, String name, String kind, int usual, int min, int max) {
        var text = options.get(name);
        if (text == null) {
            return usual;
        }
        int value;
        try {
            value = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new NaruException.Invalid(
                    "value for option %s \"%s\" must be %s".formatted(name, text, kind));
        }
        if (value < min || value > max) {
            throw new NaruException.Invalid(
                    "%s must be in the range %d to %d".formatted(name, min, max));
        }
        return value;
    }
}
