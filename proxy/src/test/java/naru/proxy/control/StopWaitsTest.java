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

class StopWaitsTest {
    private final StopWaits waits = new StopWaits();
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
    void ignoresRequestsInProgressWhenTheyEndAnyway() throws InterruptedException {
        start(Duration.ZERO);
        update(State.READY, 0);
        assertThat(isOver(20)).isFalse();

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
