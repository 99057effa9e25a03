package naru.proxy.table;

import naru.proxy.model.Route;

import java.util.List;

/** Where a request goes, and which routes did not take it. */
public record Decision(Outcome outcome, List<Passed> passed) {
    public Decision {
        passed = List.copyOf(passed);
    }

    /** A route that was tried first, and the reason why it does not take the request. */
    public record Passed(Route route, String reason) {}

    /** The outcome of a request. */
    public sealed interface Outcome {
        /** A member of a service answers. */
        record Served(RoutedService by) implements Outcome {}

        /** The client is sent to HTTPS, as the route has it. */
        record RedirectedToHttps(RoutedService by) implements Outcome {}

        /** The proxy ends TLS, and HTTP routes decide on each request. */
        record LeftToHttp() implements Outcome {}

        /** No route takes the connection; it is closed. */
        record Closed() implements Outcome {}

        /** No route has this host; the proxy answers with a status. */
        record UnknownHost(int status) implements Outcome {}

        /** Routes have this host, but none takes this request; the proxy answers 404. */
        record NoMatch() implements Outcome {}
    }
}
