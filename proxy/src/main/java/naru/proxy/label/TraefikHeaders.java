package naru.proxy.label;

import naru.proxy.label.node.LabelNode;
import naru.proxy.model.Middleware;
import naru.proxy.model.Middleware.Cors;
import naru.proxy.model.Middleware.Headers;
import naru.proxy.rule.Regexp;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/** The labels below {@code traefik.http.middlewares.NAME.headers}. */
final class TraefikHeaders {
    /** Labels that set one response header to their value. */
    private static final Map<String, String> BY_VALUE =
            Map.of(
                    "customframeoptionsvalue", "X-Frame-Options",
                    "contentsecuritypolicy", "Content-Security-Policy",
                    "contentsecuritypolicyreportonly", "Content-Security-Policy-Report-Only",
                    "referrerpolicy", "Referrer-Policy",
                    "permissionspolicy", "Permissions-Policy",
                    "custombrowserxssvalue", "X-XSS-Protection");

    private TraefikHeaders() {}

    /** A middleware that sets header fields and answers CORS requests. */
    static Middleware read(LabelNode labels) {
        var response = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        BY_VALUE.forEach(
                (label, header) -> labels.text(label).ifPresent(v -> response.put(header, v)));
        set(labels, "framedeny", response, "X-Frame-Options", "DENY");
        set(labels, "contenttypenosniff", response, "X-Content-Type-Options", "nosniff");
        set(labels, "browserxssfilter", response, "X-XSS-Protection", "1; mode=block");
        strictTransport(labels, response);
        response.putAll(labels.child("customresponseheaders").fields());
        var request = new TreeMap<>(labels.child("customrequestheaders").fields());
        labels.refuse("sslredirect", "use the middleware redirectscheme");
        labels.refuse("allowedhosts", "use Host in the router's rule");
        labels.accept("forcestsheader");
        labels.accept("isdevelopment");
        return new Headers(request, response, cors(labels));
    }

    private static void set(
            LabelNode labels, String name, Map<String, String> headers, String header, String v) {
        if (labels.flag(name, false)) {
            headers.putIfAbsent(header, v);
        }
    }

    /** RFC 6797, section 6.1. */
    private static void strictTransport(LabelNode labels, Map<String, String> headers) {
        long seconds = labels.big("stsseconds", 0, Integer.MAX_VALUE).orElse(0);
        var subdomains = labels.flag("stsincludesubdomains", false) ? "; includeSubDomains" : "";
        var preload = labels.flag("stspreload", false) ? "; preload" : "";
        if (seconds > 0) {
            headers.put("Strict-Transport-Security", "max-age=" + seconds + subdomains + preload);
        }
    }

    private static Optional<Cors> cors(LabelNode labels) {
        var origins = labels.list("accesscontrolalloworiginlist");
        var patterns =
                labels.list("accesscontrolalloworiginlistregex").stream().map(Regexp::of).toList();
        var methods = labels.list("accesscontrolallowmethods");
        var headers = labels.list("accesscontrolallowheaders");
        var exposed = labels.list("accesscontrolexposeheaders");
        var credentials = labels.flag("accesscontrolallowcredentials", false);
        OptionalInt maxAge = labels.number("accesscontrolmaxage", 0, Integer.MAX_VALUE);
        var vary = labels.flag("addvaryheader", false);
        return origins.isEmpty() && patterns.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new Cors(
                                origins,
                                patterns,
                                methods,
                                headers,
                                exposed,
                                credentials,
                                maxAge,
                                vary));
    }
}
