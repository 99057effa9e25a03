package naru.proxy.haproxy;

import naru.proxy.model.HealthCheck;
import naru.proxy.model.Service;
import naru.proxy.model.Service.Protocol;
import naru.proxy.model.Service.Target;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The words after the address of each server of a backend. */
final class ServerOptions {
    /** The check of a service that has none and observes failures: a member must come back. */
    private static final HealthCheck CONNECTION =
            HealthCheck.connection(Duration.ofSeconds(5), Duration.ofSeconds(3));

    private static final Duration TRANSITION = Duration.ofSeconds(1);

    private static final Duration SHORTEST = Duration.ofMillis(10);

    private ServerOptions() {}

    static String of(Service service) {
        var words = new ArrayList<String>();
        words.add(connection(service));
        check(service).ifPresent(check -> words.addAll(words(check, service)));
        if (service.observesFailures()) {
            words.add("observe layer7 error-limit 5 on-error mark-down");
        }
        var tuning = service.tuning();
        if (tuning.slowStart().isPositive()) {
            words.add("slowstart " + GlobalSection.milliseconds(tuning.slowStart()));
        }
        if (tuning.maxConnections() > 0) {
            words.add("maxconn " + tuning.maxConnections());
        }
        switch (tuning.proxyProtocol()) {
            case 1 -> words.add("send-proxy");
            case 2 -> words.add("send-proxy-v2");
            default -> {}
        }
        words.removeIf(String::isEmpty);
        return String.join(" ", words);
    }

    /** The protocol between the proxy and a member. */
    static String connection(Service service) {
        return switch (protocol(service)) {
            case HTTP, TCP -> "";
            case HTTPS -> "ssl verify none sni req.hdr(host),field(1,:)";
            case H2C -> "proto h2";
            case GRPCS -> "ssl verify none alpn h2 sni req.hdr(host),field(1,:)";
            case TLS -> "ssl verify none sni var(txn.host)";
        };
    }

    /** How members are checked; empty if HAProxy does not check them. */
    static Optional<HealthCheck> check(Service service) {
        return service.check().isEmpty() && service.observesFailures()
                ? Optional.of(CONNECTION)
                : service.check();
    }

    private static List<String> words(HealthCheck check, Service service) {
        var words = new ArrayList<>(List.of("check", "fall 2", "rise 1"));
        var interval = atLeast(check.interval());
        words.add("inter " + GlobalSection.milliseconds(interval));
        words.add("downinter " + GlobalSection.milliseconds(atLeast(check.whileDown())));
        var fast = interval.compareTo(TRANSITION) < 0 ? interval : TRANSITION;
        words.add("fastinter " + GlobalSection.milliseconds(fast));
        check.port().ifPresent(port -> words.add("port " + port));
        boolean secure = protocol(service) == Protocol.HTTPS || protocol(service) == Protocol.GRPCS;
        if (check.tls() && !secure) {
            words.add("check-ssl verify none");
        } else if (!check.tls() && secure && !check.path().isEmpty()) {
            words.add("no-check-ssl");
        }
        return words;
    }

    private static Duration atLeast(Duration interval) {
        return interval.compareTo(SHORTEST) < 0 ? SHORTEST : interval;
    }

    static Protocol protocol(Service service) {
        return switch (service.target()) {
            case Target.Port(var protocol, var ignored) -> protocol;
            case Target.Url(var protocol, var ignored, var port) -> protocol;
        };
    }
}
