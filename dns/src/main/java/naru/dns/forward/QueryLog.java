package naru.dns.forward;

import java.net.InetSocketAddress;

/** Observes the upstream queries of an exchange, for traces. On the event loop. */
interface QueryLog {
    /**
     * A query has had a result.
     *
     * @param age since its start, in nanoseconds
     * @param what as text for users
     */
    void note(InetSocketAddress upstream, Transport transport, long age, String what);

    /** A reply with different letter case than the query has arrived. */
    void forged();
}
