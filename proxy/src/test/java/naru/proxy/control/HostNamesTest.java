package naru.proxy.control;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.control.HostNames.Times;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class HostNamesTest {
    private static final Times QUICK =
            new Times(Duration.ofMillis(10), Duration.ofMillis(10), Duration.ofMinutes(1));

    private final LinkedBlockingQueue<Boolean> changes = new LinkedBlockingQueue<>();
    private volatile List<String> addresses = List.of();
    private final AtomicInteger asked = new AtomicInteger();
    private HostNames names = names(QUICK);

    private HostNames names(Times times) {
        return new HostNames(
                name -> {
                    asked.incrementAndGet();
                    if (addresses.isEmpty()) {
                        throw new UnknownHostException(name);
                    }
                    return addresses;
                },
                times,
                () -> changes.add(true));
    }

    @AfterEach
    void close() {
        names.close();
    }

    private void awaitChange() throws Exception {
        assertThat(changes.poll(10, TimeUnit.SECONDS)).isTrue();
    }

    private void awaitAsked(int more) throws Exception {
        int wanted = asked.get() + more;
        for (int i = 0; i < 1000 && asked.get() < wanted; i++) {
            Thread.sleep(10);
        }
        assertThat(asked.get()).isGreaterThanOrEqualTo(wanted);
    }

    @Test
    void returnsAddressesAsTheyAre() {
        assertThat(names.address("192.0.2.7")).contains("192.0.2.7");
        assertThat(names.address("2001:db8::7")).contains("2001:db8:0:0:0:0:0:7");
        assertThat(asked).hasValue(0);
    }

    /** The caller is the thread that serves all containers. */
    @Test
    void delaysNoCaller() throws Exception {
        var answer = new CountDownLatch(1);
        var slow =
                new HostNames(
                        _ -> {
                            try {
                                answer.await();
                            } catch (InterruptedException e) {
                                throw new IllegalStateException(e);
                            }
                            return List.of("192.0.2.1");
                        },
                        QUICK,
                        () -> changes.add(true));

        assertThat(slow.address("slow.test")).isEmpty();
        answer.countDown();
        awaitChange();
        assertThat(slow.address("slow.test")).contains("192.0.2.1");
        slow.close();
    }

    @Test
    void followsNamesThatMove() throws Exception {
        addresses = List.of("192.0.2.1");
        names.address("a.test");
        awaitChange();
        addresses = List.of("192.0.2.2");
        awaitChange();

        assertThat(names.address("a.test")).contains("192.0.2.2");
    }

    @Test
    void keepsOneOfSeveralAddresses() throws Exception {
        addresses = List.of("192.0.2.1", "192.0.2.2");
        names.address("a.test");
        awaitChange();
        addresses = List.of("192.0.2.2", "192.0.2.1");
        awaitAsked(2);

        assertThat(names.address("a.test")).contains("192.0.2.1");
        assertThat(changes).isEmpty();
    }

    @Test
    void keepsTheLastAddressOfALostName() throws Exception {
        addresses = List.of("192.0.2.1");
        names.address("a.test");
        awaitChange();
        addresses = List.of();
        awaitAsked(2);

        assertThat(names.address("a.test")).contains("192.0.2.1");
    }

    @Test
    void triesAgainUntilFound() throws Exception {
        assertThat(names.address("a.test")).isEmpty();
        awaitAsked(3);
        addresses = List.of("192.0.2.1");
        awaitChange();

        assertThat(names.address("a.test")).isEqualTo(Optional.of("192.0.2.1"));
    }

    @Test
    void forgetsNamesThatAreNotAskedFor() throws Exception {
        names.close();
        names = names(new Times(Duration.ofMillis(10), Duration.ofMillis(10), Duration.ZERO));
        addresses = List.of("192.0.2.1");
        names.address("a.test");
        awaitChange();
        Thread.sleep(200);

        assertThat(asked).hasValueLessThan(3);
    }
}
