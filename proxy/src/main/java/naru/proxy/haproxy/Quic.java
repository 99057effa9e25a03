package naru.proxy.haproxy;

import naru.proxy.haproxy.ProxySettings.Http3;
import naru.proxy.haproxy.text.Section;
import naru.proxy.haproxy.tls.CertificateList;
import naru.proxy.model.Problem;

import java.util.List;
import java.util.Optional;

/** HTTP/3: addresses for UDP beside those of HTTPS, and the field that announces them. */
final class Quic {
    /** How long browsers remember the announcement; short, so that it can be withdrawn. */
    private static final int REMEMBERED_SECONDS = 900;

    private Quic() {}

    /** The process keeps the right to bind ports below 1024, which QUIC needs per connection. */
    static void process(Section global, ProxySettings settings) {
        if (settings.http3() == Http3.ON) {
            global.add("limited-quic"); // OpenSSL has no QUIC of its own; without 0-RTT
            global.addIf(!settings.user().isEmpty(), "setcap cap_net_bind_service");
        }
    }

    static void frontend(Section frontend, ProxySettings settings, List<String> binds) {
        if (settings.http3() != Http3.ON) {
            return;
        }
        for (var bind : binds) {
            address(bind)
                    .ifPresent(quic ->
                            frontend.add(
                                    "bind "
                                            + quic
                                            + CertificateList.bindOptions(
                                                    settings.file(CertificateList.FILE))
                                            + " alpn h3"));
        }
        frontend.add(
                "http-after-response set-header Alt-Svc 'h3=\":"
                        + settings.httpsPort()
                        + "\"; ma="
                        + REMEMBERED_SECONDS
                        + "'");
    }

    /** The same address for QUIC; empty for a socket. */
    private static Optional<String> address(String bind) {
        if (bind.startsWith("unix@")) {
            return Optional.empty();
        }
        var address = bind.split(" ")[0];
        boolean isSix = address.indexOf(':') != address.lastIndexOf(':');
        return Optional.of((isSix ? "quic6@" : "quic4@") + bind);
    }

    /** Why there is none although it is wanted. */
    static List<Problem> problems(ProxySettings settings, HaproxyVersion version) {
        return settings.http3() == Http3.MISSING
                ? List.of(
                        new Problem(
                                "daemon.json",
                                "http3",
                                "HAProxy "
                                        + version
                                        + " is built without QUIC; that of Debian 13 has it"))
                : List.of();
    }
}
