package naru.proxy.runtime;

/**
 * A server as it is.
 *
 * @param sessions the requests that it is serving, those of former workers included
 */
public record ServerStatus(String backend, String server, State state, int sessions) {
    /** What a server is doing. */
    public enum State {
        /** It does not accept connections yet. */
        CONNECTING,
        /** It has not passed its first check yet. */
        CHECKING,
        READY,
        /** Its checks fail. */
        DOWN,
        DRAINING,
        /** It receives no new request. */
        FINISHING,
        /** It is no longer wanted, and has streams left. */
        LEAVING
    }
}
