package naru.proxy.haproxy.step;

import naru.proxy.haproxy.text.Match;
import naru.proxy.haproxy.text.Quoting;
import naru.proxy.model.Middleware.Cors;
import naru.proxy.model.Middleware.Headers;

import java.util.ArrayList;
import java.util.List;

/** Header fields of requests and responses, and cross-origin requests. */
final class HeaderSteps {
    private static final String STRICT_TRANSPORT = "Strict-Transport-Security";

    private HeaderSteps() {}

    static void write(StepOutput out, Headers step) {
        step.request().forEach((name, value) -> out.request(change(name, value)));
        step.response()
                .forEach((name, value) ->
                        // RFC 6797, section 7.2: not over plain HTTP
                        out.response(
                                change(name, value)
                                        + (name.equalsIgnoreCase(STRICT_TRANSPORT)
                                                ? " if { var(txn.scheme) -m str https }"
                                                : "")));
        step.cors().ifPresent(cors -> write(out, cors));
    }

    private static String change(String name, String value) {
        return value.isEmpty()
                ? "del-header " + Quoting.word(name)
                : "set-header " + Quoting.word(name) + " " + Quoting.format(value);
    }

    private static void write(StepOutput out, Cors cors) {
        var origin = out.variable();
        var allowed = out.variable();
        var allows = "{ var(" + allowed + ") -m found }";
        out.request("set-var(" + origin + ") req.hdr(origin)");
        var allow = "set-var(" + allowed + ") var(" + origin + ") if { var(" + origin + ") ";
        if (cors.origins().contains("*")) {
            out.request("set-var(" + allowed + ") str(*) if { var(" + origin + ") -m found }");
        } else {
            cors.origins().forEach(one -> out.request(allow + Match.equal(one) + " }"));
        }
        for (var pattern : cors.originPatterns()) {
            out.request(allow + Match.expression(pattern.text()) + " }");
        }
        preflight(out, cors, "%[var(" + allowed + ")]", allows);
        var fields =
                new ArrayList<>(List.of("Access-Control-Allow-Origin %[var(" + allowed + ")]"));
        if (!cors.exposed().isEmpty()) {
            fields.add("Access-Control-Expose-Headers " + list(cors.exposed()));
        }
        if (cors.credentials()) {
            fields.add("Access-Control-Allow-Credentials true");
        }
        fields.forEach(field -> out.response("set-header " + field + " if " + allows));
        if (cors.vary()) {
            out.response("add-header Vary Origin");
        }
    }

    private static void preflight(StepOutput out, Cors cors, String allowed, String allows) {
        var fields = new StringBuilder();
        if (!cors.methods().isEmpty()) {
            fields.append(" hdr Access-Control-Allow-Methods ").append(list(cors.methods()));
        }
        if (!cors.requestHeaders().isEmpty()) {
            fields.append(" hdr Access-Control-Allow-Headers ").append(list(cors.requestHeaders()));
        }
        if (cors.credentials()) {
            fields.append(" hdr Access-Control-Allow-Credentials true");
        }
        cors.maxAge()
                .ifPresent(
                        seconds -> fields.append(" hdr Access-Control-Max-Age ").append(seconds));
        var asks =
                " if { method OPTIONS } { req.hdr(access-control-request-method) -m found }"
                        + " { req.hdr(origin) -m found }";
        out.request(
                "return status 200 hdr Access-Control-Allow-Origin "
                        + allowed
                        + fields
                        + asks
                        + " "
                        + allows);
        out.request("return status 200" + asks);
    }

    private static String list(List<String> values) {
        return Quoting.format(String.join(",", values));
    }
}
