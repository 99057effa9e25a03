package naru.acceptance.container;

import static org.assertj.core.api.Assertions.assertThat;

import naru.acceptance.lab.Docker;
import naru.acceptance.lab.Images;
import naru.acceptance.lab.InLab;
import naru.acceptance.lab.Lab;
import naru.acceptance.lab.RawApi;
import naru.acceptance.lab.Shell;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;

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

        docker.text("cp", "box:/", here.resolve("all").toString());
        assertThat(here.resolve("all/etc/group")).isRegularFile();

        docker.text("stop", "-t", "0", "box");
        docker.text("cp", "box:/kept/renamed", here.resolve("volume").toString());
        assertThat(here.resolve("volume")).hasContent("one");
        assertThat(docker.refusal("cp", "box:/none", here.toString()))
                .contains("Could not find the file /none in container");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "bzip2", "xz", "zstd"})
    void archivesMayBePacked(String program) throws Exception {
        Files.writeString(here.resolve("note"), "packed by " + program);
        var shell = new Shell();
        var rootfs = Files.write(here.resolve("rootfs.tar"), Images.rootFileSystem());
        shell.run("tar", "-cf", here + "/note.tar", "-C", here.toString(), "note").text();
        docker.text("import", rootfs.toString(), "packed:plain");
        docker.text("save", "-o", here + "/saved.tar", "packed:plain");
        var plainId = docker.inspect("packed:plain", "{{.Id}}");
        var plainLayer = docker.inspect("packed:plain", "{{.RootFS.Layers}}");
        docker.text("rmi", "packed:plain");
        shell.run(program, here + "/note.tar", rootfs.toString(), here + "/saved.tar").text();
        var packed = packed();

        var box = docker.text("create", Images.BUSYBOX, "cat", "/tmp/note");
        var tar = Files.readAllBytes(packed.get("note"));
        var answer =
                new RawApi(docker.endpoint())
                        .send("PUT", "/containers/" + box + "/archive?path=/tmp", "", tar);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(docker.text("start", "-a", box)).isEqualTo("packed by " + program);

        docker.text("load", "-i", packed.get("saved").toString());
        assertThat(docker.inspect("packed:plain", "{{.Id}}")).isEqualTo(plainId);
        docker.text("import", packed.get("rootfs").toString(), "packed:imported");
        assertThat(docker.inspect("packed:imported", "{{.RootFS.Layers}}")).isEqualTo(plainLayer);
        docker.text("rm", box);
        docker.text("rmi", "packed:plain", "packed:imported");
    }

    /** The archives in the test's folder by their names without {@code .tar} and what follows. */
    private Map<String, Path> packed() throws IOException {
        try (var files = Files.list(here)) {
            return files.filter(file -> file.toString().matches(".*\\.tar\\.[a-z0-9]+"))
                    .collect(
                            Collectors.toMap(
                                    file -> file.getFileName().toString().replaceFirst("\\..*", ""),
                                    file -> file));
        }
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
