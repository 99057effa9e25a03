package naru.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ProgramChecksTest {
    @TempDir Path folder;

    @Test
    void areContentWithOneRuntime() throws IOException {
        install("conmon", "conmon version 2.1.6");
        install("runc", "runc version 1.1.5+ds1");

        assertThat(needed())
                .containsExactly(
                        Finding.ok("conmon", "2.1.6, keeps containers alive without the daemon"),
                        Finding.warn(
                                "crun",
                                "not found: starts containers, quicker than runc",
                                "apt-get install crun"),
                        Finding.ok("runc", "1.1.5, starts containers where crun does not work"));
    }

    @Test
    void missWhatIsTooOld() throws IOException {
        install("conmon", "conmon version 2.0.25");

        assertThat(needed().getFirst())
                .isEqualTo(
                        Finding.missing(
                                "conmon",
                                "2.0.25 is older than 2.1.0: keeps containers alive without the"
                                        + " daemon",
                                "apt-get install conmon"));
        assertThat(needed().get(1).status()).isEqualTo(Finding.Status.MISSING);
    }

    private List<Finding> needed() {
        return new ProgramChecks(new Programs(List.of(folder))).needed();
    }

    private void install(String name, String prints) throws IOException {
        var program = folder.resolve(name);
        Files.writeString(program, "#!/bin/sh\necho '" + prints + "'\n");
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }
}
