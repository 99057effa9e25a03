package naru.proxy.haproxy;

import naru.proxy.haproxy.routing.Backends;
import naru.proxy.haproxy.text.Replies;
import naru.proxy.haproxy.text.Section;

import java.util.List;

/** The backends that answer in place of a member. */
final class BuiltInBackends {
    private BuiltInBackends() {}

    static List<Section> all(ProxySettings settings) {
        return List.of(
                new Section("backend " + Backends.NOT_FOUND)
                        .add(Replies.text(404, "no route leads %[var(txn.host)]%[path] anywhere")),
                new Section("backend " + Backends.MISDIRECTED)
                        .add(Replies.text(421, "no route has the host name %[var(txn.host)]")),
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
}
