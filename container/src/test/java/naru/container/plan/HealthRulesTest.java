package naru.container.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.config.ContainerConfig;
import naru.container.model.Health;
import naru.container.store.Codec;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

class HealthRulesTest {
    private static final Duration EARLY = Duration.ofSeconds(5);
    private static final Duration LATE = Duration.ofSeconds(60);
    private static final Health NEW = new Health(Health.STARTING, 0, List.of());

    private final HealthRules rules =
            rules(
                    "{\"Test\":[\"CMD\",\"true\"],\"Interval\":30000000000,\"Retries\":2,"
                            + "\"StartPeriod\":10000000000,\"StartInterval\":1000000000}");

    private static HealthRules rules(String check) {
        return HealthRules.of(config("{\"Healthcheck\":" + check + "}"));
    }

    private static ContainerConfig config(String json) {
        return Codec.decode(ContainerConfig.class, json.getBytes(StandardCharsets.UTF_8));
    }

    private static Health.Probe probe(int exitCode) {
        return Health.Probe.of(Instant.EPOCH, Instant.EPOCH, exitCode, "");
    }

    @Test
    void areHealthyAfterOneGoodProbe() {
        var health = rules.after(NEW, probe(0), EARLY);

        assertThat(health.status()).isEqualTo("healthy");
        assertThat(rules.pause(NEW, EARLY)).isEqualTo(Duration.ofSeconds(1));
        assertThat(rules.pause(health, EARLY)).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void excuseFailuresInTheStartPeriodOnly() {
        var excused = rules.after(NEW, probe(1), EARLY);
        assertThat(excused).isEqualTo(new Health("starting", 0, List.of(probe(1))));

        var first = rules.after(excused, probe(1), LATE);
        assertThat(first.status()).isEqualTo("starting");
        var second = rules.after(first, probe(1), LATE);
        assertThat(second.status()).isEqualTo("unhealthy");
        assertThat(second.failingStreak()).isEqualTo(2);
        assertThat(rules.after(second, probe(0), LATE).failingStreak()).isZero();
    }

    @Test
    void doNotExcuseOneThatWasHealthyBefore() {
        var healthy = rules.after(NEW, probe(0), EARLY);

        assertThat(rules.after(healthy, probe(1), EARLY).failingStreak()).isOne();
    }

    @Test
    void rememberFiveProbes() {
        var health = NEW;
        for (int code = 1; code <= 7; code++) {
            health = rules.after(health, probe(code), LATE);
        }

        assertThat(health.log()).extracting(Health.Probe::exitCode).containsExactly(3, 4, 5, 6, 7);
    }

    @Test
    void takeTheShellOfTheImage() {
        String line = "\"Healthcheck\":{\"Test\":[\"CMD-SHELL\",\"curl -f localhost\"]}";

        assertThat(HealthRules.of(config("{" + line + "}")).command())
                .containsExactly("/bin/sh", "-c", "curl -f localhost");
        assertThat(
                        HealthRules.of(config("{\"Shell\":[\"/bin/bash\",\"-ec\"]," + line + "}"))
                                .command())
                .containsExactly("/bin/bash", "-ec", "curl -f localhost");
    }

    @Test
    void areAbsentWithoutAnEnabledCheck() {
        assertThat(rules("{\"Test\":[\"NONE\"]}")).isNull();
        assertThat(rules("{\"Test\":[]}")).isNull();
        assertThat(HealthRules.of(config("{}"))).isNull();
    }

    @Test
    void refuseWhatDockerRefuses() {
        var check =
                config("{\"Healthcheck\":{\"Test\":[\"CMD\",\"x\"],\"Timeout\":10}}").healthcheck();

        assertThatThrownBy(() -> HealthRules.check(check))
                .isInstanceOf(NaruException.Invalid.class)
                .hasMessage("Timeout in Healthcheck cannot be less than 1ms");
    }

    @Test
    void printSpansAsGoDoes() {
        assertThat(GoDuration.format(Duration.ofSeconds(30))).isEqualTo("30s");
        assertThat(GoDuration.format(Duration.ofMillis(90_500))).isEqualTo("1m30.5s");
        assertThat(GoDuration.format(Duration.ofMinutes(61))).isEqualTo("1h1m0s");
        assertThat(GoDuration.format(Duration.ofNanos(1_500_000))).isEqualTo("1.5ms");
    }
}
