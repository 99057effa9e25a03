package naru.cluster.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;

class AuthorityTest {
    private static final Instant NOW = Instant.parse("2026-12-01T12:00:00Z");
    private static final NodeName NODE =
            new NodeName("cluster0000000000000000001", Role.MANAGER, "node000000000000000000001");

    private final Authority authority = Authority.create(Instant.now());

    AuthorityTest() throws GeneralSecurityException {}

    @Test
    void namesTheNodeInItsCertificate() throws Exception {
        var keys = Keys.next();
        var certificate =
                authority.issue(
                        NODE,
                        keys.getPublic(),
                        List.of(
                                InetAddress.ofLiteral("192.0.2.1"),
                                InetAddress.ofLiteral("2001:db8::1")),
                        NOW,
                        Duration.ofDays(90));

        assertThat(NodeName.of(certificate)).contains(NODE);
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(names -> names.getLast().toString())
                .containsExactly(
                        "swarm-manager",
                        NODE.node(),
                        "swarm-ca",
                        "192.0.2.1",
                        "2001:db8:0:0:0:0:0:1");
        assertThat(certificate.getNotBefore()).isEqualTo("2026-12-01T11:00:00Z");
        assertThat(certificate.getNotAfter()).isEqualTo("2027-03-01T12:00:00Z");
        assertThat(NodeName.of(authority.root())).isEmpty();
        certificate.verify(authority.root().getPublicKey());
    }

    /** As a real Swarm's inspect shows it in CertIssuerSubject. */
    @Test
    void hasTheSubjectOfASwarm() {
        assertThat(
                        Base64.getEncoder()
                                .encodeToString(
                                        authority.root().getSubjectX500Principal().getEncoded()))
                .isEqualTo("MBMxETAPBgNVBAMTCHN3YXJtLWNh");
    }

    /** OpenSSL as the judge of RFC 5280. */
    @Test
    void passesTheChecksOfOpenssl(@TempDir Path folder) throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/openssl")), "no openssl here");
        var keys = Keys.next();
        var certificate =
                authority.issue(
                        NODE, keys.getPublic(), List.of(), Instant.now(), Duration.ofDays(1));
        Files.writeString(folder.resolve("ca.pem"), authority.rootPem());
        Files.writeString(folder.resolve("node.pem"), Keys.pem(List.of(certificate)));
        for (var purpose : List.of("sslserver", "sslclient")) {
            var process =
                    new ProcessBuilder(
                                    "openssl",
                                    "verify",
                                    "-x509_strict",
                                    "-purpose",
                                    purpose,
                                    "-CAfile",
                                    "ca.pem",
                                    "node.pem")
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .start();
            assertThat(new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .isEqualTo("node.pem: OK\n");
        }
    }

    @Test
    void readsItsOwnPem() throws Exception {
        var keys = Keys.next();

        assertThat(Keys.certificates(authority.rootPem())).containsExactly(authority.root());
        assertThat(Keys.key(Keys.pem(keys.getPrivate()))).isEqualTo(keys.getPrivate());
        assertThatThrownBy(() -> Keys.certificates("nothing"))
                .isInstanceOf(GeneralSecurityException.class);
        assertThatThrownBy(() -> Keys.key(authority.rootPem()))
                .isInstanceOf(GeneralSecurityException.class);
    }

    @Test
    void takesTheKeyOfARequest() throws Exception {
        var keys = Keys.next();

        assertThat(CertificateRequest.key(CertificateRequest.of(keys))).isEqualTo(keys.getPublic());
    }

    @Test
    void refusesOtherCurves() throws Exception {
        var generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp384r1"));
        var request = CertificateRequest.of(generator.generateKeyPair());

        assertThatThrownBy(() -> CertificateRequest.key(request)).hasMessageContaining("P-256");
    }

    @Test
    void refusesDamagedRequests() throws Exception {
        var request = CertificateRequest.of(Keys.next());
        var random = new Random(1);
        int refused = 0;
        for (int i = 0; i < 2000; i++) {
            var damaged = request.clone();
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                CertificateRequest.key(damaged);
            } catch (GeneralSecurityException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1900); // the others are other encodings of the same
        assertThatThrownBy(() -> CertificateRequest.key(new byte[5000]))
                .hasMessageContaining("too long");
    }

    @Test
    void tokensFitTheirRoot() throws Exception {
        var token = JoinToken.next(authority.rootPem());
        var other = JoinToken.next(Authority.create(NOW).rootPem());

        assertThat(token.text()).matches("SWMTKN-1-[a-z0-9]{50}-[a-z0-9]{25}");
        assertThat(JoinToken.parse(token.text())).isEqualTo(token);
        assertThat(token.fits(authority.rootPem())).isTrue();
        assertThat(other.fits(authority.rootPem())).isFalse();
        assertThat(token.hasSecretOf(other)).isFalse();
        assertThat(token.hasSecretOf(JoinToken.parse(token.text()))).isTrue();
        assertThat(token.toString()).doesNotContain(token.secret());
        assertThatThrownBy(() -> JoinToken.parse("SWMTKN-1-abc-def"))
                .hasMessage("invalid join token");
    }

    /** The root of a real Swarm and its token, as recorded. */
    @Test
    void readsTheTokenOfASwarm() {
        assertThat(
                        JoinToken.parse(
                                        "SWMTKN-1-2qa5vf4d6291ur0z3jmpnkhl85icvpac3ljb5rm6r80gy8bqgk-"
                                            + "xxxxxxxxxxxxxxxxxxxxxxxxx")
                                .fits(
                                        """
                                        -----BEGIN CERTIFICATE-----
                                        MIIBaTCCARCgAwIBAgIUbHr4OjbmC8v39qnDcD01A5uUF2MwCgYIKoZIzj0EAwIw
                                        EzERMA8GA1UEAxMIc3dhcm0tY2EwHhcNMjYxMTMwMTY0MzAwWhcNNDYxMTI1MTY0
                                        MzAwWjATMREwDwYDVQQDEwhzd2FybS1jYTBZMBMGByqGSM49AgEGCCqGSM49AwEH
                                        A0IABPiMZCISPmc30eqgL2F+APB46v6D/7JYDmOzDDO1MVqntOdFboq3utR7iQEE
                                        FxtwzyPN6hL6x2lPToh/D4WqLFWjQjBAMA4GA1UdDwEB/wQEAwIBBjAPBgNVHRMB
                                        Af8EBTADAQH/MB0GA1UdDgQWBBQrdopTlTekM/mBeVYnDPB5NQhlzTAKBggqhkjO
                                        PQQDAgNHADBEAiBsg1UInWEGJR8mDprFE9zIzzspYw03Bn4NwjvoVCY97wIgDRJB
                                        5XM6mT2AQepv04FqfM6v7McWc8qEwxO0pAK/W7U=
                                        -----END CERTIFICATE-----
                                        """))
                .isTrue();
    }

    @Test
    void drawsIdsOfTwentyFiveDigits() {
        var ids = new HashSet<String>();
        for (int i = 0; i < 1000; i++) {
            ids.add(Ids.next());
        }
        assertThat(ids).hasSize(1000).allMatch(id -> id.matches("[a-z0-9]{25}"));
    }
}
