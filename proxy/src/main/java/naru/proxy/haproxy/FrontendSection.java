package naru.proxy.haproxy;

import naru.proxy.haproxy.ProxySettings.Listener;
import naru.proxy.haproxy.routing.Frontend;
import naru.proxy.haproxy.text.AddressAcl;
import naru.proxy.haproxy.text.Section;
import naru.proxy.haproxy.tls.CertificateList;
import naru.proxy.rule.AddressRange;

import java.util.List;

/** What a frontend does with each request before it chooses a backend. */
final class FrontendSection {
    /** Header fields that proxies set; RFC 7239 and the usual ones before it. */
    private static final List<String> FORWARDED =
            List.of("X-Forwarded-", "X_Forwarded_", "X-Real-Ip", "X-Original-", "Forwarded");

    private FrontendSection() {}

    /**
     * The section.
     *
     * @param tcp accepts the connections of some entry points in its place
     */
    static Section of(ProxySettings settings, Listener listener, TcpSections tcp) {
        boolean secure = listener.by().isSecure();
        var section = new Section("frontend " + listener.frontend());
        var options =
                secure
                        ? CertificateList.bindOptions(settings.file(CertificateList.FILE))
                                + " alpn h2,http/1.1"
                        : "";
        tcp.httpBinds(listener).forEach(bind -> section.add("bind " + bind + options));
        if (secure) {
            Quic.frontend(section, settings, listener.binds());
        }
        if (!tcp.isBefore(listener)) {
            TcpSections.expectProxy(section, listener);
        }
        section.add("http-request disable-l7-retry unless { method GET HEAD OPTIONS }");
        section.add(Frontend.SET_HOST);
        OwnAnswers.write(section, settings);
        forwarded(section, listener.trusted(), secure ? "https" : "http");
        return section;
    }

    /** Header fields about the client are taken from trusted proxies only. */
    private static void forwarded(Section section, List<AddressRange> trusted, String scheme) {
        var unless = trusted.isEmpty() ? "" : " unless trusted";
        section.addAll(AddressAcl.lines("trusted", "src", trusted));
        FORWARDED.forEach(
                name -> section.add("http-request del-header " + name + " -m beg" + unless));
        section.add("http-request add-header X-Forwarded-For %[src]");
        boolean trusts = !trusted.isEmpty();
        add(section, "X-Forwarded-Proto", scheme, trusts);
        add(section, "X-Forwarded-Host", "%[req.hdr(host)]", trusts);
        add(section, "X-Forwarded-Port", "%[dst_port]", trusts);
        add(section, "X-Real-Ip", "%[src]", trusts);
        section.add(
                "http-request set-var(txn.scheme) "
                        + (trusts ? "req.hdr(X-Forwarded-Proto),lower" : "str(" + scheme + ")"));
    }

    /** Adds a field, which the request may have if the sender is trusted. */
    private static void add(Section section, String name, String value, boolean mayExist) {
        section.add(
                "http-request add-header "
                        + name
                        + " "
                        + value
                        + (mayExist ? " unless { req.hdr(" + name + ") -m found }" : ""));
    }
}
