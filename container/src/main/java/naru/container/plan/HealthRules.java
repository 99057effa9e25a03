package naru.container.plan;

import naru.container.config.ContainerConfig;
import naru.container.config.Healthcheck;
import naru.container.model.Health;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * When a container is probed and what a probe makes of its health. Pure. Docker Engine API, {@code
 * HealthConfig}.
 *
 * @param command what is run in the container
 * @param startPeriod failures in it do not count, and until a probe was good it is probed each
 *     {@code startInterval}
 * @param retries failures in a row that make it unhealthy
 */
public record HealthRules(
        List<String> command,
        Duration interval,
        Duration timeout,
        Duration startPeriod,
        Duration startInterval,
        int retries) {
    private static final int REMEMBERED = 5; // probes, as in Docker
    private static final Duration USUAL = Duration.ofSeconds(30);
    private static final Duration USUAL_AT_START = Duration.ofSeconds(5);
    private static final int USUAL_RETRIES = 3;
    private static final long LEAST_NANOS = 1_000_000;

    /** Null for a container without a health check, or with that of its image switched off. */
    public static @Nullable HealthRules of(ContainerConfig config) {
        var check = config.healthcheck();
        if (check == null || check.test().isEmpty()) {
            return null;
        }
        var words = check.test().subList(1, check.test().size());
        List<String> command =
                switch (check.test().getFirst()) {
                    case "CMD" -> words;
                    case "CMD-SHELL" -> shell(config, words);
                    default -> List.of(); // NONE
                };
        if (command.isEmpty()) {
            return null;
        }
        return new HealthRules(
                command,
                orElse(check.interval(), USUAL),
                orElse(check.timeout(), USUAL),
                Duration.ofNanos(check.startPeriod()),
                orElse(check.startInterval(), USUAL_AT_START),
                check.retries() <= 0 ? USUAL_RETRIES : check.retries());
    }

    private static List<String> shell(ContainerConfig config, List<String> line) {
        var shell = config.shell();
        var command =
                new ArrayList<>(
                        shell == null || shell.isEmpty() ? List.of("/bin/sh", "-c") : shell);
        command.addAll(line);
        return command;
    }

    private static Duration orElse(long nanos, Duration usual) {
        return nanos <= 0 ? usual : Duration.ofNanos(nanos);
    }

    /** Refuses what Docker refuses. */
    public static void check(@Nullable Healthcheck check) {
        if (check == null) {
            return;
        }
        atLeast("Interval", check.interval());
        atLeast("Timeout", check.timeout());
        if (check.retries() < 0) {
            throw new NaruException.Invalid("Retries in Healthcheck cannot be negative");
        }
        atLeast("StartPeriod", check.startPeriod());
        atLeast("StartInterval", check.startInterval());
    }

    private static void atLeast(String name, long nanos) {
        if (nanos != 0 && nanos < LEAST_NANOS) {
            throw new NaruException.Invalid(name + " in Healthcheck cannot be less than 1ms");
        }
    }

    /** How long to wait before the next probe, {@code up} after the start. */
    public Duration pause(Health health, Duration up) {
        boolean early = up.compareTo(startPeriod) < 0 && health.status().equals(Health.STARTING);
        return early ? startInterval : interval;
    }

    /** The health after a probe that ended {@code up} after the start. */
    public Health after(Health before, Health.Probe probe, Duration up) {
        var log = new ArrayList<>(before.log());
        log.add(probe);
        var kept = log.subList(Math.max(0, log.size() - REMEMBERED), log.size());
        if (probe.exitCode() == 0) {
            return new Health(Health.HEALTHY, 0, kept);
        }
        boolean excused = before.status().equals(Health.STARTING) && up.compareTo(startPeriod) < 0;
        int streak = excused ? before.failingStreak() : before.failingStreak() + 1;
        String status = streak >= retries ? Health.UNHEALTHY : before.status();
        return new Health(status, streak, kept);
    }
}
