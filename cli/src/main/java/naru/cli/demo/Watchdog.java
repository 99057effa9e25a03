package naru.cli.demo;

import java.time.Duration;

/** Interrupts a thread that takes too long, which also ends its waiting for sockets and programs. */
final class Watchdog implements AutoCloseable {
    private final Thread dog;

    private Watchdog(Thread dog) {
        this.dog = dog;
    }

    static Watchdog over(Thread watched, Duration limit) {
        var dog =
                new Thread(
                        () -> {
                            try {
                                Thread.sleep(limit);
                                watched.interrupt();
                            } catch (InterruptedException _) {
                                // it was quick enough
                            }
                        },
                        "watchdog");
        dog.setDaemon(true);
        dog.start();
        return new Watchdog(dog);
    }

    @Override
    public void close() {
        dog.interrupt();
    }
}
