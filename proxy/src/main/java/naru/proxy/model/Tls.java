package naru.proxy.model;

import java.util.List;
import java.util.Optional;

/** How a route treats HTTPS. */
public sealed interface Tls {
    /** Requests of both kinds, each as it comes. */
    record Either() implements Tls {}

    /** HTTP only. */
    record Never() implements Tls {}

    /**
     * HTTPS, ended by the proxy.
     *
     * @param certificate the name of a certificate file, empty to choose by host name
     * @param order whether a certificate is ordered by ACME
     * @param domains names that a certificate is ordered for; empty for those of the rule
     * @param plain the treatment of plain HTTP requests
     */
    record Terminated(
            String certificate, Optional<Order> order, List<String> domains, PlainRequests plain)
            implements Tls {
        public Terminated {
            domains = List.copyOf(domains);
        }
    }

    /** TLS that a member ends itself; TCP routes only. */
    record Passthrough() implements Tls {}

    /**
     * The wish for a certificate.
     *
     * @param email the contact for an account that is registered for it; empty for none
     * @param isTest whether it comes from a directory for tests
     */
    record Order(String email, boolean isTest) {
        public static final Order USUAL = new Order("", false);
    }

    /** The treatment of plain HTTP requests to a host that has HTTPS. */
    enum PlainRequests {
        REDIRECT,
        SERVE,
        REFUSE,
        /** Other routes decide. */
        OTHER_ROUTES
    }
}
