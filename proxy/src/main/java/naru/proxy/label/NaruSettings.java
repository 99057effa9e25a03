package naru.proxy.label;

import naru.proxy.label.node.LabelNode;
import naru.proxy.model.HealthCheck;
import naru.proxy.model.Middleware.AllowAddresses;
import naru.proxy.model.Service.Balance;
import naru.proxy.model.Service.Protocol;
import naru.proxy.model.Service.Sticky;
import naru.proxy.model.Service.Target;
import naru.proxy.model.Tuning;
import naru.proxy.rule.AddressRange;
import naru.proxy.rule.RuleSyntaxException;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** Naru's labels that routes of HTTP and TCP have. */
final class NaruSettings {
    private NaruSettings() {}

    static String any(String matcher, List<String> values) {
        var text =
                values.stream()
                        .map(value -> matcher + "(`" + value + "`)")
                        .collect(Collectors.joining(" || "));
        return values.size() == 1 ? text : "(" + text + ")";
    }

    static Balance balance(LabelNode labels) {
        var algorithm = labels.text("algorithm", "roundrobin");
        return switch (algorithm) {
            case "roundrobin" -> Balance.ROUND_ROBIN;
            case "leastconn" -> Balance.LEAST_CONNECTIONS;
            case "random" -> Balance.RANDOM;
            case "source" -> Balance.SOURCE;
            case "uri" -> Balance.URI;
            default -> {
                labels.child("algorithm")
                        .problem(
                                "expected roundrobin, leastconn, random, source or uri, got \""
                                        + algorithm
                                        + "\"");
                yield Balance.ROUND_ROBIN;
            }
        };
    }

    static Optional<Sticky> sticky(LabelNode labels) {
        var sticky = labels.text("sticky", "");
        return switch (sticky) {
            case "" -> Optional.empty();
            case "cookie" -> Optional.of(new Sticky.Cookie("", false, true, "lax", 0, "/", ""));
            case "source" -> Optional.of(new Sticky.ClientAddress());
            default -> {
                labels.child("sticky").problem("expected cookie or source, got \"" + sticky + "\"");
                yield Optional.empty();
            }
        };
    }

    /** The clients of {@code allow}; empty for all of them. */
    static Optional<AllowAddresses> allow(LabelNode labels) {
        var allowed = labels.list("allow");
        try {
            var ranges = allowed.stream().map(AddressRange::of).toList();
            return ranges.isEmpty() ? Optional.empty() : Optional.of(new AllowAddresses(ranges, 0));
        } catch (RuleSyntaxException e) {
            labels.child("allow").problem(e.reason());
            return Optional.empty();
        }
    }

    static Tuning tuning(LabelNode labels) {
        var silence =
                labels.text("timeout").isPresent()
                        ? Optional.of(labels.duration("timeout", Duration.ZERO))
                        : Optional.<Duration>empty();
        var version = labels.text("proxy-protocol", "off");
        if (!version.equals("off") && !version.equals("v1") && !version.equals("v2")) {
            labels.child("proxy-protocol")
                    .problem("expected off, v1 or v2, got \"" + version + "\"");
        }
        return new Tuning(
                silence.filter(Duration::isPositive),
                labels.duration("slow-start", Duration.ZERO),
                labels.duration("drain", Tuning.DEFAULT_DRAIN),
                labels.number("max-connections", 0, 1_000_000).orElse(0),
                version.equals("off") ? 0 : version.equals("v1") ? 1 : 2);
    }

    static Optional<HealthCheck> check(LabelNode labels, Target target) {
        var path = labels.text("check");
        if (!path.orElse("tcp").equals("tcp") && !Checks.isPath(path.orElse(""))) {
            labels.child("check").problem("expected tcp or a path such as /health");
        }
        var interval = labels.duration("check-interval", Duration.ofSeconds(5));
        boolean tls =
                target instanceof Target.Port(var protocol, var ignored)
                        && (protocol == Protocol.HTTPS || protocol == Protocol.GRPCS);
        return path.map(text ->
                new HealthCheck(
                        text.equals("tcp") ? "" : text,
                        interval,
                        interval,
                        HealthCheck.DEFAULT_TIMEOUT,
                        OptionalInt.empty(),
                        tls,
                        "",
                        Map.of(),
                        "GET",
                        OptionalInt.empty()));
    }
}
