package naru.cli.proxy;

import naru.cli.text.Json;
import naru.proxy.control.ProxyView;
import naru.proxy.control.ProxyView.CertificateView;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** The certificates of the proxy as JSON and as metrics of Prometheus. */
final class CertificateTexts {
    private CertificateTexts() {}

    static Map<String, Object> json(ProxyView view) {
        return Json.object(
                "Certificates", view.certificates().stream().map(CertificateTexts::json).toList());
    }

    private static Map<String, Object> json(CertificateView certificate) {
        return Json.object(
                "Name",
                certificate.name(),
                "Hosts",
                List.copyOf(certificate.hosts()),
                "Issuer",
                certificate.issuer(),
                "Expiry",
                certificate.expiry().map(Instant::toString).orElse(""),
                "NextOrder",
                certificate.renewal().map(Instant::toString).orElse(""),
                "Failures",
                certificate.failures(),
                "Error",
                certificate.error());
    }

    /** The seconds that certificates have left, so that an alarm can be set by their age. */
    static String metrics(ProxyView view, Instant now) {
        var text = new StringBuilder();
        text.append("# TYPE naru_proxy_certificate_seconds_left gauge\n");
        for (var certificate : view.certificates()) {
            certificate
                    .expiry()
                    .ifPresent(end ->
                            line(
                                    text,
                                    "naru_proxy_certificate_seconds_left",
                                    certificate,
                                    Duration.between(now, end).toSeconds()));
        }
        text.append("# TYPE naru_proxy_certificate_failures gauge\n");
        for (var certificate : view.certificates()) {
            line(text, "naru_proxy_certificate_failures", certificate, certificate.failures());
        }
        return text.toString();
    }

    private static void line(
            StringBuilder text, String metric, CertificateView certificate, long value) {
        text.append(metric)
                .append("{certificate=\"")
                .append(certificate.name())
                .append("\"} ")
                .append(value)
                .append('\n');
    }
}
