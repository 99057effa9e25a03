package naru.proxy.certificate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

class CertificateFolderTest {
    @TempDir Path folder;

    private static String pem(String... hosts) throws Exception {
        return SelfSigned.pem(
                List.of(hosts), Instant.now(), Duration.ofDays(1), new SecureRandom());
    }

    private CertificateFolder certificates() {
        return new CertificateFolder(List.of(folder.resolve("source")), folder.resolve("copies"));
    }

    @Test
    void makesACertificateForOtherNames() throws Exception {
        var fallback = certificates().get().fallback().orElseThrow();

        assertThat(Files.readString(fallback)).contains("BEGIN CERTIFICATE", "PRIVATE KEY");
        assertThat(Files.getPosixFilePermissions(fallback)).hasSize(2);
        var again = certificates().get().fallback().orElseThrow();
        assertThat(again).hasSameTextualContentAs(fallback);
    }

    @Test
    void readsNamesOfCertificates() throws Exception {
        Files.createDirectories(folder.resolve("source"));
        Files.writeString(folder.resolve("source/shop.pem"), pem("shop.test", "*.shop.test"));

        var found = certificates().get().all().getFirst();

        assertThat(found.name()).isEqualTo("shop");
        assertThat(found.hosts()).containsExactly("*.shop.test", "shop.test");
        assertThat(Files.getPosixFilePermissions(found.file())).hasSize(2);
    }

    @Test
    void leavesOutFilesThatAreNoCertificates() throws Exception {
        Files.createDirectories(folder.resolve("source"));
        Files.writeString(folder.resolve("source/bad.pem"), "no certificate");
        Files.writeString(folder.resolve("source/good.pem"), pem("a.test"));

        assertThat(certificates().get().all()).hasSize(1);
    }

    @Test
    void namesCopiesByTheirContent() throws Exception {
        Files.createDirectories(folder.resolve("source"));
        var file = folder.resolve("source/shop.pem");
        Files.writeString(file, pem("shop.test"));
        var certificates = certificates();
        var before = certificates.get().all().getFirst().file();

        Files.writeString(file, pem("shop.test"));
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().plusSeconds(5)));

        assertThat(certificates.get().all().getFirst().file()).isNotEqualTo(before);
    }
}
