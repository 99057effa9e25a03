package naru.proxy.haproxy;

import naru.proxy.haproxy.text.Quoting;
import naru.proxy.haproxy.text.Section;

/** What HAProxy reports about requests: lines of JSON, and metrics of Prometheus. */
final class Observation {
    /** Names of aliases: configuration manual, section 8.2.4, "Custom log format". */
    private static final String LINE =
            "{\"time\":%Ts.%ms,\"client\":\"%ci\",\"scheme\":\"%[var(txn.scheme),json(utf8s)]\","
                    + "\"method\":\"%[capture.req.method,json(utf8s)]\","
                    + "\"host\":\"%[var(txn.host),json(utf8s)]\","
                    + "\"uri\":\"%[capture.req.uri,json(utf8s)]\",\"status\":%ST,\"bytes\":%B,"
                    + "\"route\":\"%b\",\"member\":\"%s\",\"duration_ms\":%Ta,"
                    + "\"answer_ms\":%Tr,\"connect_ms\":%Tc,\"queue_ms\":%Tw,"
                    + "\"retries\":\"%rc\",\"end\":\"%ts\"}";

    private static final String TCP_LINE =
            "{\"time\":%Ts.%ms,\"client\":\"%ci\",\"scheme\":\"tcp\","
                    + "\"host\":\"%[var(txn.host),json(utf8s)]\",\"bytes\":%B,"
                    + "\"route\":\"%b\",\"member\":\"%s\",\"duration_ms\":%Tt,"
                    + "\"connect_ms\":%Tc,\"queue_ms\":%Tw,\"retries\":\"%rc\",\"end\":\"%ts\"}";

    static final String METRICS_SOCKET = "metrics.sock";

    private Observation() {}

    /** To a syslog server by RFC 5424, or bare lines on standard output. */
    static String target(String address) {
        var format = address.equals("stdout") ? "raw" : "rfc5424";
        return "log " + address + " len 65535 format " + format + " local0 info";
    }

    static String log() {
        return "log-format " + Quoting.word(LINE);
    }

    static String tcpLog() {
        return "log-format " + Quoting.word(TCP_LINE);
    }

    /**
     * Metrics at the path {@code /metrics} of a socket for root alone.
     *
     * @param caches whether results of the cache are added, by Lua, which asks for the other ones
     */
    static Section metrics(ProxySettings settings, boolean caches) {
        return new Section("frontend naru::metrics")
                .add("bind " + Quoting.word("unix@" + settings.file(METRICS_SOCKET)) + " mode 600")
                .addIf(
                        caches,
                        "bind "
                                + Quoting.word("unix@" + settings.inJail(METRICS_SOCKET))
                                + settings.bindOptions())
                .add("no log")
                .addIf(
                        caches,
                        "http-request set-var(txn.inner) str("
                                + settings.inWorker(METRICS_SOCKET)
                                + ")")
                .addIf(
                        caches,
                        "http-request use-service lua.naru-metrics if { path /metrics }"
                                + " !{ req.hdr(x-naru-inner) -m found }")
                .add("http-request use-service prometheus-exporter if { path /metrics }")
                .add("http-request return status 404");
    }
}
