package naru.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

/** {@code docker cp}, {@code docker diff} and {@code docker export}. */
@InLab
class ContainerFilesTest {
    private final Docker docker;

    @TempDir Path here;

    ContainerFilesTest(Lab lab) {
        docker = lab.host().docker();
    }

    @Test
    void filesGoBothWaysWhetherTheContainerRunsOrNot() throws Exception {
        var folder = Files.createDirectories(here.resolve("folder/inner"));
        Files.writeString(folder.resolve("f"), "one");
        Files.createSymbolicLink(folder.resolve("link"), Path.of("f"));
        docker.text("create", "--name", "box", "-v", "kept:/kept", Images.BUSYBOX, "sleep", "1000");

        docker.text("cp", here.resolve("folder").toString(), "box:/tmp");
        docker.text("cp", folder.resolve("f").toString(), "box:/kept/renamed");
        docker.text("start", "box");

        assertThat(docker.text("exec", "box", "cat", "/tmp/folder/inner/link", "/kept/renamed"))
                .isEqualTo("oneone");
        docker.text(
                "exec", "box", "sh", "-c", "echo two >/tmp/folder/inner/f; ln -s /tmp/folder /way");
        docker.text("cp", "box:/way/inner/.", here.resolve("back").toString());
        assertThat(here.resolve("back/f")).hasContent("two");
        assertThat(Files.readSymbolicLink(here.resolve("back/link"))).isEqualTo(Path.of("f"));
        docker.text("cp", "-L", "box:/way", here.resolve("followed").toString());
        assertThat(here.resolve("followed/inner/f")).hasContent("two");

        docker.text("stop", "-t", "0", "box");
        docker.text("cp", "box:/kept/renamed", here.resolve("volume").toString());
        assertThat(here.resolve("volume")).hasContent("one");
        assertThat(docker.refusal("cp", "box:/none", here.toString()))
                .contains("Could not find the file /none in container");
    }

    @Test
    void whatTheContainerLinksToTheHostStaysTheContainers() throws Exception {
        var secret = Files.writeString(here.resolve("secret"), "the host's");
        docker.waiting("sly");
        docker.text("exec", "sly", "ln", "-s", secret.toString(), "/theft");
        docker.text("exec", "sly", "ln", "-s", here.toString(), "/drop");

        assertThat(docker.refusal("cp", "-L", "sly:/theft", here.resolve("got").toString()))
                .contains("Could not find");
        docker.run("cp", secret.toString(), "sly:/drop/planted");
        assertThat(here.resolve("planted")).doesNotExist();
    }

    @Test
    void changesAndExportShowWhatTheContainerDid() {
        var idle = docker.text("create", Images.BUSYBOX);
        var api = new RawApi(docker.endpoint());
        assertThat(api.get("/containers/" + idle + "/changes").body()).isEqualTo("null\n");
        docker.text(
                "run",
                "--name",
                "busy",
                Images.BUSYBOX,
                "sh",
                "-c",
                "echo x >/new; echo x >>/etc/passwd; rm /etc/group");

        assertThat(docker.text("diff", "busy").lines())
                .containsExactlyInAnyOrder("C /etc", "D /etc/group", "C /etc/passwd", "A /new");
        var exported = here.resolve("all.tar");
        docker.text("export", "-o", exported.toString(), "busy");
        assertThat(new Shell().run("tar", "-tf", exported.toString()).lines())
                .contains("new", "etc/passwd", "bin/busybox")
                .doesNotContain("etc/group");
    }
}
