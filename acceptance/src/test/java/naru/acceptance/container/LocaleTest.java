package naru.acceptance.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Images;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Shell;
import naru.acceptance.lab.StandaloneDaemon;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A daemon that cron or an init script has started, without a locale. */
@InLab // which needs root, as this does
class LocaleTest {
    @Test
    void copiesFilesWithNamesOutsideAscii(@TempDir Path work) throws Exception {
        try (var daemon = new StandaloneDaemon(new Shell().with("LC_ALL", "POSIX"), work)) {
            copy(daemon.docker(), work);
        }
    }

    private void copy(Docker docker, Path work) throws Exception {
        var archive = new ByteArrayInputStream(Images.rootFileSystem());
        docker.run(archive, "import - busybox").text();
        docker.cli("create --name box busybox true");
        var file = Files.writeString(work.resolve("나루-é"), "ferry");

        docker.cli("cp {} box:/나루-é", file);
        docker.cli("cp box:/나루-é {}", work.resolve("back"));
        docker.cli("rm box");

        assertThat(work.resolve("back")).hasContent("ferry");
    }
}
