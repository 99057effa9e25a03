package naru.proxy.haproxy;

import naru.proxy.haproxy.text.Quoting;
import naru.proxy.haproxy.text.Section;

import java.time.Duration;

/** The settings of the process, and those that all frontends and backends share. */
final class GlobalSection {
    /** Intermediate compatibility; Mozilla's "Server Side TLS" guidelines, version 5.7. */
    private static final String CIPHERS =
            "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                    + "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                    + "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

    /** Of the group that owns no files, {@code nogroup} or {@code nobody}. */
    static final int NO_GROUP = 65_534;

    static final String LUA = "naru.lua";

    private GlobalSection() {}

    static Section process(ProxySettings settings) {
        var section = usual(settings);
        Quic.process(section, settings);
        return section;
    }

    private static Section usual(ProxySettings settings) {
        return new Section("global")
                .add(
                        "stats socket "
                                + Quoting.word(settings.file("admin.sock").toString())
                                + " mode 600 level admin expose-fd listeners")
                .add("stats timeout 2m")
                .add("server-state-file " + Quoting.word(settings.file("servers.state").toString()))
                .add("maxconn " + settings.maxConnections())
                .add("hard-stop-after " + milliseconds(settings.hardStop()))
                .addIf(!settings.user().isEmpty(), "user " + settings.user())
                .addIf(!settings.user().isEmpty(), "gid " + NO_GROUP)
                .addIf(
                        settings.chroot(),
                        "chroot " + Quoting.word(settings.file(ProxySettings.JAIL).toString()))
                .addIf(settings.logsRequests(), Observation.target(settings.accessLog()))
                .add("ssl-default-bind-options ssl-min-ver TLSv1.2 no-tls-tickets")
                .add("ssl-default-bind-ciphers " + CIPHERS)
                .add("lua-load " + Quoting.word(settings.file(LUA).toString()))
                .add("tune.ssl.default-dh-param 2048");
    }

    /**
     * Idle connections are closed by the next response, so that a reload breaks none; a request
     * that reached no server goes to another one.
     */
    static Section defaults(ProxySettings settings) {
        return new Section("defaults")
                .add("mode http")
                .addIf(settings.logsRequests(), "log global")
                .addIf(settings.logsRequests(), Observation.log())
                .add("option idle-close-on-response")
                .add("option dontlognull")
                .add("option redispatch 1")
                .add("retries 3")
                .add("retry-on conn-failure empty-response")
                .add("load-server-state-from-file global")
                .add(noMember("%[be_name]"))
                .add("timeout connect 1s")
                .add("timeout http-request 30s")
                .add("timeout http-keep-alive 5s")
                .add("option clitcpka")
                .add("option srvtcpka")
                .add("timeout queue 30s")
                .add("timeout client 1h")
                .add("timeout server 5m")
                .add("timeout tunnel 24h")
                .add("timeout client-fin 30s")
                .add("timeout server-fin 30s");
    }

    /** What the frontends and backends of TCP routes share: either side may be silent for long. */
    static Section tcpDefaults(ProxySettings settings) {
        return new Section("defaults")
                .add("mode tcp")
                .addIf(settings.logsRequests(), "log global")
                .addIf(settings.logsRequests(), Observation.tcpLog())
                .add("option dontlognull")
                .add("option redispatch 1")
                .add("retries 3")
                .add("load-server-state-from-file global")
                .add("timeout connect 1s")
                .add("option clitcpka")
                .add("option srvtcpka")
                .add("timeout queue 30s")
                .add("timeout client 24h")
                .add("timeout server 24h")
                .add("timeout tunnel 24h")
                .add("timeout client-fin 30s")
                .add("timeout server-fin 30s");
    }

    /** What a backend answers while none of its members can serve. */
    static String noMember(String backend) {
        return "http-error status 503 content-type text/plain hdr Retry-After 5"
                + " hdr Cache-Control no-store lf-string \"503: no member of "
                + backend
                + " can serve\\n\"";
    }

    /** A time as HAProxy reads it: at least a millisecond, at most 24 days. */
    static String milliseconds(Duration duration) {
        var most = Duration.ofDays(20);
        return (duration.compareTo(most) > 0 ? most.toMillis() : Math.max(1, duration.toMillis()))
                + "ms";
    }
}
