package naru.proxy.acme;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;

/**
 * What is remembered about the orders of one certificate.
 *
 * @param order the one that is under way
 * @param failures in a row
 * @param next the earliest time of the next attempt after a failure
 * @param error of the last attempt; empty after a success
 * @param renewal the time of renewal that the directory proposes
 * @param asked when it was asked for that time
 */
record OrderState(
        Optional<URI> order,
        int failures,
        Optional<Instant> next,
        String error,
        Optional<Instant> renewal,
        Optional<Instant> asked) {
    static final OrderState NEW =
            new OrderState(
                    Optional.empty(), 0, Optional.empty(), "", Optional.empty(), Optional.empty());

    static OrderState of(Properties properties) {
        return new OrderState(
                Optional.ofNullable(properties.getProperty("order")).map(URI::create),
                Integer.parseInt(properties.getProperty("failures", "0")),
                time(properties, "next"),
                properties.getProperty("error", ""),
                time(properties, "renewal"),
                time(properties, "asked"));
    }

    private static Optional<Instant> time(Properties properties, String key) {
        return Optional.ofNullable(properties.getProperty(key)).map(Instant::parse);
    }

    Properties properties() {
        var properties = new Properties();
        order.ifPresent(url -> properties.setProperty("order", url.toString()));
        properties.setProperty("failures", String.valueOf(failures));
        next.ifPresent(time -> properties.setProperty("next", time.toString()));
        properties.setProperty("error", error);
        renewal.ifPresent(time -> properties.setProperty("renewal", time.toString()));
        asked.ifPresent(time -> properties.setProperty("asked", time.toString()));
        return properties;
    }

    OrderState began(URI url) {
        return new OrderState(Optional.of(url), failures, next, error, renewal, asked);
    }

    OrderState withoutOrder() {
        return new OrderState(Optional.empty(), failures, next, error, renewal, asked);
    }

    OrderState withoutPause() {
        return new OrderState(order, failures, Optional.empty(), error, renewal, asked);
    }

    OrderState failed(String reason, Instant retry, boolean keepsOrder) {
        return new OrderState(
                keepsOrder ? order : Optional.empty(),
                failures + 1,
                Optional.of(retry),
                reason,
                renewal,
                asked);
    }

    OrderState proposed(Optional<Instant> time, Instant now) {
        return new OrderState(order, failures, next, error, time, Optional.of(now));
    }
}
