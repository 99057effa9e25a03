package naru.cluster.network;

import java.time.Duration;

/**
 * How often background work is repeated.
 *
 * @param retry the pause after a failure of the store
 * @param upkeep the pause between repetitions of what has failed on this host
 */
record Pace(Duration retry, Duration upkeep) {
    static final Pace USUAL = new Pace(Duration.ofMillis(500), Duration.ofSeconds(1));
}
