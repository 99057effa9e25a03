package naru.proxy.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;

class SelfSignedTest {
    private static final Instant FROM = Instant.parse("2026-12-01T00:00:00Z");

    @Test
    void isACertificateForItsNames() throws Exception {
        var certificate = read(Duration.ofDays(30));

        certificate.verify(certificate.getPublicKey());
        assertThat(certificate.getVersion()).isEqualTo(3);
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=a.test");
        assertThat(certificate.getNotBefore()).isEqualTo(Date.from(FROM));
        assertThat(certificate.getNotAfter()).isEqualTo(Date.from(FROM.plus(Duration.ofDays(30))));
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(
                        certificate.getSubjectAlternativeNames().stream()
                                .<Object>map(name -> name.get(1))
                                .toList())
                .isEqualTo(List.of("a.test", "*." + "long-name".repeat(12) + ".test"));
    }

    @Test
    void canOutliveTwoDigitYears() throws Exception {
        var validity = Duration.ofDays(365 * 100L);

        assertThat(read(validity).getNotAfter()).isEqualTo(Date.from(FROM.plus(validity)));
    }

    private static X509Certificate read(Duration validity) throws Exception {
        var pem =
                SelfSigned.pem(
                        List.of("a.test", "*." + "long-name".repeat(12) + ".test"),
                        FROM,
                        validity,
                        new SecureRandom());
        var bytes = pem.getBytes(StandardCharsets.US_ASCII);
        return (X509Certificate)
                CertificateFactory.getInstance("X.509")
                        .generateCertificate(new ByteArrayInputStream(bytes));
    }
}
