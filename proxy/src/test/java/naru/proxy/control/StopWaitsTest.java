package naru.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.runtime.ServerStatus;
import naru.proxy.runtime.ServerStatus.State;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

class StopWaitsTest {
    private final AtomicLong time = new AtomicLong();
    private final StopWaits waits = new StopWaits(time::get);
    private final CountDownLatch over = new CountDownLatch(1);

    private void start(Duration drain) throws InterruptedException {
        var waiting = new CountDownLatch(1);
        Thread.startVirtualThread(() -> {
            waits.await("id", drain, waiting::countDown);
            over.countDown();
        });
        waiting.await();
    }

    private void update(State state, int sessions) {
        waits.update(
                Map.of("id", Set.of("web.1")),
                List.of(new ServerStatus("b", "web.1", state, sessions)));
    }

    private boolean isOver(int milliseconds) throws InterruptedException {
        return over.await(milliseconds, TimeUnit.MILLISECONDS);
    }

    @Test
    void waitsForTheLastRequest() throws InterruptedException {
        start(Duration.ofSeconds(60));
        update(State.READY, 0);
        update(State.FINISHING, 1);
        assertThat(isOver(20)).isFalse();

        update(State.FINISHING, 0);

        assertThat(isOver(5000)).isTrue();
        assertThat(waits.isEmpty()).isTrue();
    }

    @Test
    void endsWhenRequestsTakeTooLong() throws InterruptedException {
        start(Duration.ofSeconds(10));
        update(State.READY, 0);
        time.addAndGet(Duration.ofSeconds(2).toNanos()); // a change that takes long
        update(State.FINISHING, 7);
        time.addAndGet(Duration.ofSeconds(9).toNanos());
        update(State.FINISHING, 7);
        assertThat(isOver(20)).isFalse();

        time.addAndGet(Duration.ofSeconds(1).toNanos());
        update(State.FINISHING, 7);

        assertThat(isOver(5000)).isTrue();
    }

    @Test
    void endsWhenTheProxyStops() throws InterruptedException {
        start(Duration.ofSeconds(60));
        waits.release();

        assertThat(isOver(5000)).isTrue();
    }
}
