package naru.network.event;

/**
 * A place in an event log, after the event numbered {@code revision}. Revisions start at 1 and have
 * no gaps; 0 is the place before the first event.
 *
 * @param log the id of the log: another one after each start of the daemon
 */
public record Position(String log, long revision) {
    public Position {
        if (revision < 0) {
            throw new IllegalArgumentException("revision " + revision);
        }
    }
}
