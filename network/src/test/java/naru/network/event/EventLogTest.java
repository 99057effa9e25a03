package naru.network.event;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

class EventLogTest {
    private final EventLog<String, List<String>> log = newLog();

    @Test
    void watchesFromASnapshot() throws Exception {
        log.append("a");
        try (var watch = log.watch()) {
            log.append("b");

            assertThat(watch.snapshot()).containsExactly("a");
            assertThat(watch.position()).isEqualTo(new Position("run", 1));
            assertThat(drain(watch.subscription())).containsExactly("2 b");
        }
    }

    @Test
    void resumesAfterAPosition() throws Exception {
        append("a", "b", "c");

        var resumed = log.resume(new Position("run", 1)).orElseThrow();
        log.append("d");

        assertThat(drain(resumed)).containsExactly("2 b", "3 c", "4 d");
    }

    @Test
    void resumesFromTheLatestPosition() throws Exception {
        append("a");

        var resumed = log.resume(log.position()).orElseThrow();

        assertThat(drain(resumed)).isEmpty();
    }

    @Test
    void refusesPositionsOfAnotherRun() {
        append("a");

        assertThat(log.resume(new Position("earlier run", 1))).isEmpty();
        assertThat(log.resume(new Position("run", 2))).isEmpty();
    }

    @Test
    void refusesPositionsThatAreForgotten() {
        for (int i = 0; i <= EventLog.MAX_REMEMBERED; i++) {
            log.append("x");
        }

        assertThat(log.resume(new Position("run", 0))).isEmpty();
        assertThat(log.resume(new Position("run", 1))).isPresent();
    }

    @Test
    void disconnectsSlowConsumers() throws Exception {
        var slow = log.watch();
        for (int i = 0; i <= EventLog.MAX_QUEUED; i++) {
            log.append("x");
        }

        assertThat(slow.subscription().end()).contains(Subscription.End.TOO_SLOW);
        var seen = drain(slow.subscription());
        assertThat(seen).hasSize(EventLog.MAX_QUEUED).endsWith(EventLog.MAX_QUEUED + " x");
        var rest = log.resume(new Position("run", EventLog.MAX_QUEUED)).orElseThrow();
        assertThat(drain(rest)).containsExactly(EventLog.MAX_QUEUED + 1 + " x");
    }

    @Test
    void endsSubscriptionsWhenClosed() {
        var before = log.watch();
        log.close();
        log.append("late");

        assertThat(before.subscription().end()).contains(Subscription.End.LOG_CLOSED);
        assertThat(log.watch().subscription().end()).contains(Subscription.End.LOG_CLOSED);
        assertThat(log.position().revision()).isZero();
    }

    @Test
    void callsObserversBeforeAppendReturns() {
        var seen = new ArrayList<String>();
        log.observe(event -> seen.add(text(event)));

        append("a", "b");

        assertThat(seen).containsExactly("1 a", "2 b");
    }

    /** Writers append, consumers come and go; each ends with the events of the log, in order. */
    @Test
    void losesNothingUnderConcurrency() throws Exception {
        var writers = new ArrayList<Thread>();
        for (int i = 0; i < 4; i++) {
            writers.add(
                    Thread.ofVirtual()
                            .start(() -> {
                                for (int n = 0; n < 500; n++) {
                                    log.append("x");
                                    Thread.yield();
                                }
                            }));
        }
        var random = new Random(7);
        long reached = 0;
        var subscription = log.resume(new Position("run", 0)).orElseThrow();
        while (reached < 2000) {
            var event = subscription.poll(Duration.ofMinutes(1));
            assertThat(event).isNotNull();
            assertThat(event.revision()).isEqualTo(++reached);
            if (random.nextInt(50) == 0) {
                subscription.close();
                subscription = log.resume(new Position("run", reached)).orElseThrow();
            }
        }
        for (var writer : writers) {
            writer.join();
        }
        assertThat(log.watch().snapshot()).hasSize(2000);
    }

    private void append(String... events) {
        List.of(events).forEach(log::append);
    }

    private static List<String> drain(Subscription<String> subscription) throws Exception {
        var events = new ArrayList<String>();
        var event = subscription.poll(Duration.ZERO);
        while (event != null) {
            events.add(text(event));
            event = subscription.poll(Duration.ZERO);
        }
        return events;
    }

    private static String text(Numbered<String> event) {
        return event.revision() + " " + event.event();
    }

    private static EventLog<String, List<String>> newLog() {
        var view =
                new EventView<String, List<String>>() {
                    private final List<String> all = new ArrayList<>();

                    @Override
                    public void apply(String event) {
                        all.add(event);
                    }

                    @Override
                    public List<String> snapshot() {
                        return List.copyOf(all);
                    }
                };
        return new EventLog<>("run", Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), view);
    }
}
