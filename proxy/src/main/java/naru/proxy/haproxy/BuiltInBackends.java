package naru.proxy.haproxy;

import java.util.List;

/** The backends that answer in place of a member. */
final class BuiltInBackends {
    private BuiltInBackends() {}

    static List<Section> all(ProxySettings settings) {
        return List.of(
                new Section("backend " + Backends.NOT_FOUND)
                        .add(answer(404, "no route leads %[var(txn.host)]%[path] anywhere")),
                new Section("backend " + Backends.MISDIRECTED)
                        .add(answer(421, "no route has the host name %[var(txn.host)]")),
                toHttps(settings));
    }

    /** Methods other than GET and HEAD keep their method and body by 308; RFC 9110, 15.4.9. */
    private static Section toHttps(ProxySettings settings) {
        var port = settings.httpsPort() == 443 ? "" : ":" + settings.httpsPort();
        var location = " location https://%[var(txn.host)]" + port + "%[pathq]";
        return new Section("backend " + Backends.TO_HTTPS)
                .add("http-request redirect code 301" + location + " if METH_GET")
                .add("http-request redirect code 308" + location);
    }

    /** The answer to a request that reaches no member, with the reason as text. */
    private static String answer(int status, String reason) {
        return "http-request return status "
                + status
                + " content-type text/plain hdr Cache-Control no-store lf-string \""
                + status
                + ": "
                + reason
                + "\\n\"";
    }
}
