package naru.proxy.acme;

import static org.assertj.core.api.Assertions.assertThat;

import naru.proxy.acme.AcmeSettings.Challenge;
import naru.proxy.haproxy.tls.Certificates;
import naru.proxy.haproxy.tls.Certificates.Certificate;
import naru.proxy.label.Settings.EntryPoint;
import naru.proxy.rule.Request;
import naru.proxy.table.Decision.Outcome;
import naru.proxy.table.RoutingTable;

import org.junit.jupiter.api.Test;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

class CertificateRequestsTest {
    private static AcmeSettings settings(URI directory, Challenge challenge, boolean agreed) {
        return new AcmeSettings(
                directory,
                "",
                agreed,
                challenge,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static CertificateRequests of(RoutingTable table, Challenge challenge) {
        return CertificateRequests.of(
                table,
                new TreeSet<>(),
                Optional.of(settings(AcmeSettings.LETS_ENCRYPT, challenge, true)));
    }

    private static List<Set<String>> names(RoutingTable table) {
        return of(table, Challenge.DNS_01).requests().stream()
                .map(request -> Set.copyOf(request.names()))
                .toList();
    }

    private static String problem(RoutingTable table) {
        var found = of(table, Challenge.HTTP_01);
        assertThat(found.requests()).isEmpty();
        return found.problems().getFirst().text();
    }

    @Test
    void takesTheHostsOfARule() {
        assertThat(names(Tables.acme("a.shop.org,B.shop.org")))
                .containsExactly(Set.of("a.shop.org", "b.shop.org"));
        assertThat(names(Tables.of("naru.proxy.host=a.shop.org", "naru.proxy.tls=on"))).isEmpty();
    }

    @Test
    void takesTraefiksDomains() {
        var table =
                Tables.of(
                        "traefik.enable=true",
                        "traefik.http.routers.r.rule=HostRegexp(`.+\\.shop\\.org`)",
                        "traefik.http.routers.r.tls.certresolver=le",
                        "traefik.http.routers.r.tls.domains[0].main=shop.org",
                        "traefik.http.routers.r.tls.domains[0].sans=*.shop.org");

        assertThat(names(table)).containsExactly(Set.of("shop.org", "*.shop.org"));
    }

    @Test
    void takesVariablesOfTheAcmeCompanion() {
        var request =
                of(
                                Tables.of(
                                        "VIRTUAL_HOST=a.shop.org,b.shop.org",
                                        "LETSENCRYPT_HOST=a.shop.org",
                                        "LETSENCRYPT_EMAIL=me@shop.org",
                                        "LETSENCRYPT_TEST=true"),
                                Challenge.HTTP_01)
                        .requests()
                        .getFirst();

        assertThat(request.names()).containsExactly("a.shop.org");
        assertThat(request.email()).isEqualTo("me@shop.org");
        assertThat(request.directory()).isEqualTo(AcmeSettings.STAGING);
    }

    @Test
    void leavesOutNamesThatAnotherOneCovers() {
        var table =
                Tables.of(
                        "naru.proxy.a.host=a.shop.org,b.shop.org",
                        "naru.proxy.a.tls=acme",
                        "naru.proxy.b.host=a.shop.org",
                        "naru.proxy.b.path=/b",
                        "naru.proxy.b.tls=acme");

        assertThat(names(table)).containsExactly(Set.of("a.shop.org", "b.shop.org"));
    }

    @Test
    void leavesOutNamesOfTheUsersCertificates() {
        var found =
                CertificateRequests.of(
                        Tables.acme("a.shop.org"),
                        new TreeSet<>(Set.of("*.shop.org")),
                        Optional.empty());

        assertThat(found.requests()).isEmpty();
        assertThat(found.problems()).isEmpty();
    }

    @Test
    void ordersNothingWithoutAgreement() {
        var directory = AcmeSettings.LETS_ENCRYPT;
        for (var each :
                List.of(
                        Optional.<AcmeSettings>empty(),
                        Optional.of(settings(directory, Challenge.HTTP_01, false)))) {
            var found = CertificateRequests.of(Tables.acme("a.shop.org"), new TreeSet<>(), each);
            assertThat(found.requests()).isEmpty();
            assertThat(found.problems().getFirst().text()).contains("does not agree to the terms");
        }
    }

    @Test
    void refusesNamesOfNoPublicDomain() {
        for (var host : List.of("shop.localhost", "shop.test", "shop", "10.0.0.1", "a.home.arpa")) {
            assertThat(problem(Tables.acme(host))).contains("no public authority issues");
        }
        assertThat(problem(Tables.acme("*.shop.org"))).contains("dns-01");
        assertThat(problem(Tables.acme("a_b.shop.org"))).contains("is no DNS name");
    }

    @Test
    void takesPrivateNamesToAPrivateDirectory() {
        var directory = URI.create("https://ca.internal/acme/directory");
        var found =
                CertificateRequests.of(
                        Tables.acme("shop.localhost"),
                        new TreeSet<>(),
                        Optional.of(settings(directory, Challenge.HTTP_01, true)));

        assertThat(found.problems()).isEmpty();
        assertThat(found.requests()).hasSize(1);
    }

    @Test
    void servesByHttpUntilTheCertificateIsThere() {
        var table = Tables.acme("a.shop.org");
        var missing = CertificateRequests.withoutEarlyRedirects(table, Certificates.NONE);
        assertThat(outcome(missing)).isInstanceOf(Outcome.Served.class);

        var certificate =
                new Certificate("c", Path.of("/c.pem"), new TreeSet<>(Set.of("a.shop.org")), 1);
        var there = new Certificates(Optional.of(Path.of("/f.pem")), List.of(certificate));

        assertThat(outcome(CertificateRequests.withoutEarlyRedirects(table, there)))
                .isInstanceOf(Outcome.RedirectedToHttps.class);
    }

    private static Outcome outcome(RoutingTable table) {
        return table.decide(EntryPoint.HTTP, Request.get("a.shop.org", "/")).outcome();
    }
}
