package naru.proxy.runtime;

import naru.proxy.haproxy.BackendPlan;
import naru.proxy.haproxy.Server;

import java.util.List;

/** The servers that a backend is meant to have. */
public record WantedBackend(BackendPlan plan, List<Wanted> servers) {
    public WantedBackend {
        servers = List.copyOf(servers);
    }

    /** What a server is to do. */
    public enum Duty {
        /** It receives new requests as soon as it can serve. */
        SERVES,
        /** It receives requests of clients that are bound to it by a cookie only. */
        DRAINS,
        /** It finishes the requests that it has. */
        FINISHES
    }

    /** A server and its duty. */
    public record Wanted(Server server, Duty duty) {}
}
