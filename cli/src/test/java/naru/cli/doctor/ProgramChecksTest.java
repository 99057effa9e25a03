package naru.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

class ProgramChecksTest {
    @TempDir Path folder;

    @Test
    void requireOneRuntime() throws IOException {
        install("conmon", "conmon version 2.1.6");
        install("runc", "runc version 1.1.5+ds1");

        assertThat(needed())
                .containsExactly(
                        Finding.ok(
                                "conmon",
                                "2.1.6, supervises containers independently of the daemon"),
                        Finding.warn(
                                "crun",
                                "not found: starts containers, faster than runc",
                                "apt-get install crun"),
                        Finding.ok("runc", "1.1.5, starts containers where crun does not work"));
    }

    @Test
    void reportOldPrograms() throws IOException {
        install("conmon", "conmon version 2.0.25");

        assertThat(needed().getFirst())
                .isEqualTo(
                        Finding.missing(
                                "conmon",
                                "2.0.25 is older than 2.1.0: supervises containers independently of"
                                        + " the daemon",
                                "apt-get install conmon"));
        assertThat(needed().get(1).status()).isEqualTo(Finding.Status.MISSING);
    }

    @ParameterizedTest
    @CsvSource({
        "debian, 12, docker.io",
        "debian, 13, docker-cli",
        "debian, ,   docker-cli", // testing and unstable have no version number
        "ubuntu, 24.04, docker.io"
    })
    void namePackageOfDockerClient(String system, @Nullable String release, String debianPackage) {
        var osRelease = new ArrayList<>(List.of("NAME=\"A system\"", "ID=" + system));
        if (release != null) {
            osRelease.add("VERSION_ID=\"" + release + "\"");
        }

        assertThat(new ProgramChecks(new Programs(List.of(folder)), osRelease).forTheDemo())
                .filteredOn(finding -> finding.name().equals("docker"))
                .extracting(Finding::remedy)
                .containsExactly("apt-get install " + debianPackage);
    }

    private List<Finding> needed() {
        return new ProgramChecks(new Programs(List.of(folder)), List.of()).needed();
    }

    private void install(String name, String prints) throws IOException {
        var program = folder.resolve(name);
        Files.writeString(program, "#!/bin/sh\necho '" + prints + "'\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }
}
