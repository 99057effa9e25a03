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
        docker.cli("create --name box -v kept:/kept busybox sleep 1000");

        docker.cli("cp {} box:/tmp", here.resolve("folder"));
        docker.cli("cp {} box:/kept/renamed", folder.resolve("f"));
        docker.cli("start box");

        assertThat(docker.cli("exec box cat /tmp/folder/inner/link /kept/renamed"))
                .isEqualTo("oneone");
        docker.cli("exec box sh -c {}", "echo two >/tmp/folder/inner/f; ln -s /tmp/folder /way");
        docker.cli("cp box:/way/inner/. {}", here.resolve("back"));
        assertThat(here.resolve("back/f")).hasContent("two");
        assertThat(Files.readSymbolicLink(here.resolve("back/link"))).isEqualTo(Path.of("f"));
        docker.cli("cp -L box:/way {}", here.resolve("followed"));
        assertThat(here.resolve("followed/inner/f")).hasContent("two");

        docker.cli("cp box:/ {}", here.resolve("all"));
        assertThat(here.resolve("all/etc/group")).isRegularFile();

        docker.cli("stop -t 0 box");
        docker.cli("cp box:/kept/renamed {}", here.resolve("volume"));
        assertThat(here.resolve("volume")).hasContent("one");
        assertThat(docker.refusal("cp box:/none {}", here))
                .contains("Could not find the file /none in container");
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "bzip2", "xz", "zstd"})
    void archivesMayBePacked(String program) throws Exception {
        Files.writeString(here.resolve("note"), "packed by " + program);
        var shell = new Shell();
        var rootfs = Files.write(here.resolve("rootfs.tar"), Images.rootFileSystem());
        shell.run("tar -cf {}/note.tar -C {} note", here, here).text();
        docker.cli("import {} packed:plain", rootfs);
        docker.cli("save -o {}/saved.tar packed:plain", here);
        var plainId = docker.inspect("packed:plain", "{{.Id}}");
        var plainLayer = docker.inspect("packed:plain", "{{.RootFS.Layers}}");
        docker.cli("rmi packed:plain");
        shell.run("{} {}/note.tar {} {}/saved.tar", program, here, rootfs, here).text();
        var packed = packed();

        var box = docker.cli("create busybox cat /tmp/note");
        var tar = Files.readAllBytes(packed.get("note"));
        var answer =
                new RawApi(docker.endpoint())
                        .send("PUT", "/containers/" + box + "/archive?path=/tmp", "", tar);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(docker.cli("start -a {}", box)).isEqualTo("packed by " + program);

        docker.cli("load -i {}", packed.get("saved"));
        assertThat(docker.inspect("packed:plain", "{{.Id}}")).isEqualTo(plainId);
        docker.cli("import {} packed:imported", packed.get("rootfs"));
        assertThat(docker.inspect("packed:imported", "{{.RootFS.Layers}}")).isEqualTo(plainLayer);
        docker.cli("rm {}", box);
        docker.cli("rmi packed:plain packed:imported");
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
    void symbolicLinksDoNotLeadToTheHost() throws Exception {
        var secret = Files.writeString(here.resolve("secret"), "the host's");
        docker.waiting("sly");
        docker.cli("exec sly ln -s {} /theft", secret);
        docker.cli("exec sly ln -s {} /drop", here);

        assertThat(docker.refusal("cp -L sly:/theft {}", here.resolve("got")))
                .contains("Could not find");
        docker.run("cp {} sly:/drop/planted", secret);
        assertThat(here.resolve("planted")).doesNotExist();
    }

    @Test
    void changesAndExportShowWhatTheContainerDid() {
        var idle = docker.cli("create busybox");
        var api = new RawApi(docker.endpoint());
        assertThat(api.get("/containers/" + idle + "/changes").body()).isEqualTo("null\n");
        docker.cli(
                "run --name busy busybox sh -c {}",
                "echo x >/new; echo x >>/etc/passwd; rm /etc/group");

        assertThat(docker.cli("diff busy").lines())
                .containsExactlyInAnyOrder("C /etc", "D /etc/group", "C /etc/passwd", "A /new");
        var exported = here.resolve("all.tar");
        docker.cli("export -o {} busy", exported);
        assertThat(new Shell().run("tar -tf {}", exported).lines())
                .contains("new", "etc/passwd", "bin/busybox")
                .doesNotContain("etc/group");
    }
}
