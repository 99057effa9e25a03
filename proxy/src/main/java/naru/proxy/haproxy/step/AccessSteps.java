package naru.proxy.haproxy.step;

import naru.proxy.haproxy.text.AddressAcl;
import naru.proxy.haproxy.text.Replies;
import naru.proxy.model.Middleware.AllowAddresses;
import naru.proxy.model.Middleware.BodyLimit;
import naru.proxy.model.Middleware.InFlightLimit;
import naru.proxy.rule.AddressRange;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Reasons to refuse a request that HAProxy decides alone. */
final class AccessSteps {
    private static final List<AddressRange> PRIVATE =
            Stream.of(
                            "127.0.0.0/8",
                            "10.0.0.0/8",
                            "172.16.0.0/12",
                            "192.168.0.0/16",
                            "::1",
                            "fc00::/7",
                            "fe80::/10")
                    .map(AddressRange::of)
                    .toList();

    private AccessSteps() {}

    /** The proxy's own frontend has appended the peer address to X-Forwarded-For. */
    static void allow(StepOutput out, AllowAddresses step) {
        var client =
                step.depth() == 0
                        ? "src"
                        : "req.hdr_ip(x-forwarded-for,-" + (step.depth() + 1) + ")";
        refuse(out, client, step.ranges());
    }

    static void internal(StepOutput out) {
        refuse(out, "src", PRIVATE);
    }

    private static void refuse(StepOutput out, String client, List<AddressRange> ranges) {
        var name = out.variable().replace("txn.", "allowed_");
        AddressAcl.lines(name, client, ranges).forEach(out::requestLine);
        out.requestLine(Replies.text(403, "this address is not permitted") + " unless " + name);
    }

    static void inFlight(StepOutput out, InFlightLimit step) {
        var type = step.perClient() ? "ipv6" : "string len 128";
        var counter = out.counter(type, "conn_cur", Duration.ofHours(1));
        out.request(
                "track-sc"
                        + counter.number()
                        + (step.perClient() ? " src" : " var(txn.host)")
                        + " table "
                        + counter.table());
        out.requestLine(
                Replies.text(429, "too many requests at a time")
                        + " if { sc_conn_cur("
                        + counter.number()
                        + ") gt "
                        + step.requests()
                        + " }");
    }

    /** Bodies without a length are counted by a filter, which ends them with an error. */
    static void body(StepOutput out, BodyLimit step) {
        out.setting("filter lua.naru-body-limit " + step.bytes());
        var tooLarge = " if { var(txn.too_large) -m bool }";
        out.setting("http-after-response set-status 413" + tooLarge);
        out.requestLine(
                Replies.text(413, "the body is larger than " + step.bytes() + " bytes")
                        + " if { req.body_size gt "
                        + step.bytes()
                        + " }");
    }
}
