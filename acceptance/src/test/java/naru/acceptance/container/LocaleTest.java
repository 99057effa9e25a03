package naru.acceptance.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Eventually;
import naru.acceptance.lab.Images;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Product;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** A daemon that cron or an init script has started, without a locale. */
@InLab // which needs root, as this does
class LocaleTest {
    private Path work;

    @BeforeEach
    void makeFolder() throws Exception {
        work = Files.createTempDirectory("naru-locale");
    }

    @AfterEach
    void removeFolder() {
        new Shell().run("rm -rf {}", work).text();
    }

    @Test
    void copiesFilesWithNamesOutsideAscii() throws Throwable {
        var daemon =
                new Shell()
                        .with("LC_ALL", "POSIX")
                        .behind("unshare --net --mount --propagation private")
                        .startWithLog(
                                work.resolve("log"),
                                "{} daemon --socket {}/naru.sock --data-root {}/data --exec-root"
                                        + " {}/exec",
                                Product.naru(),
                                work,
                                work,
                                work);
        try {
            Eventually.within(
                    Duration.ofSeconds(60), () -> assertThat(work.resolve("naru.sock")).exists());
            copy(new Docker("unix://" + work + "/naru.sock"));
        } finally {
            daemon.destroy();
            daemon.waitFor();
        }
    }

    private void copy(Docker docker) throws Exception {
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
