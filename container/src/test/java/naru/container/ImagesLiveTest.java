package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.container.image.model.ImageRemoval;
import naru.container.model.CommitOptions;
import naru.container.model.WaitCondition;
import naru.linux.FileNodes;
import naru.linux.NamespaceWork;
import naru.network.model.NaruException;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

@ExtendWith(TestEngineExtension.class)
class ImagesLiveTest {
    private final TestEngine engine;

    ImagesLiveTest(TestEngine engine) {
        this.engine = engine;
    }

    @Test
    void surviveBeingSavedAndLoaded() throws Exception {
        engine.images.tag("busybox", "saved:v1");
        var tar = new ByteArrayOutputStream();
        engine.images.transfers().save(List.of("saved:v1"), tar);
        engine.images.remove("saved:v1", false, true);

        assertThat(
                        engine.images
                                .transfers()
                                .load(new ByteArrayInputStream(tar.toByteArray()), _ -> {}))
                .containsExactly("saved:v1");
        assertThat(engine.images.find("saved:v1").id())
                .isEqualTo(engine.images.find("busybox").id());
        assertThat(engine.images.find("saved:v1").config().env()).containsExactly("FROM_IMAGE=1");
    }

    @Test
    void areFoundByNameAndById() {
        var image = engine.images.find("busybox:latest");

        assertThat(engine.images.find("docker.io/library/busybox").id()).isEqualTo(image.id());
        assertThat(engine.images.find(image.id()).id()).isEqualTo(image.id());
        assertThat(engine.images.find(image.id().substring(7, 19)).id()).isEqualTo(image.id());
        assertThat(image.config().cmd()).containsExactly("sh");
        assertThatThrownBy(() -> engine.images.find("x"))
                .isInstanceOf(NaruException.NotFound.class)
                .hasMessage("No such image: x:latest");
        assertThatThrownBy(() -> engine.images.find("f".repeat(64)))
                .isInstanceOf(NaruException.NotFound.class);
        for (String none : new String[] {"UPPER", "a@sha256:abc", "", "a:b:c"}) {
            assertThatThrownBy(() -> engine.images.find(none))
                    .as(none)
                    .isInstanceOf(NaruException.Invalid.class)
                    .hasMessageStartingWith("invalid reference format");
        }
    }

    @Test
    void goWithTheirLastNameUnlessAContainerUsesThem() throws Exception {
        var image =
                engine.images
                        .transfers()
                        .importTar(Busybox.tar(), "doomed", "", List.of("LABEL a=b"), null);
        engine.images.tag("doomed", "doomed:too");
        String id =
                engine.containers
                        .create(
                                "user",
                                TestEngine.request(
                                        "{\"Image\":\"doomed\",\"Cmd\":[\"true\"]}", "{}"))
                        .id();

        assertThat(engine.images.remove("doomed:too", false, true))
                .containsExactly(new ImageRemoval.Untagged("doomed:too"));
        assertThatThrownBy(() -> engine.images.remove("doomed", false, true))
                .isInstanceOf(NaruException.Conflict.class)
                .hasMessage(
                        "conflict: unable to remove repository reference \"doomed\" (must force) -"
                                + " container "
                                + id.substring(0, 12)
                                + " is using its referenced image "
                                + image.id().substring(7, 19));
        engine.containers.remove(id, false, false);
        assertThat(engine.images.remove("doomed", false, true))
                .contains(new ImageRemoval.Untagged("doomed:latest"))
                .contains(new ImageRemoval.Deleted(image.id()));
        assertThatThrownBy(() -> engine.images.find(image.id()))
                .isInstanceOf(NaruException.NotFound.class);
    }

    @Test
    void areMadeOfAContainersChanges() throws Exception {
        var script =
                "rm /etc/passwd; echo new > /added; rm -r /bin/../tmp; mkdir /tmp; echo x > /tmp/y";
        String id =
                engine.containers
                        .create(
                                "changed",
                                TestEngine.request(
                                        "{\"Image\":\"busybox\",\"Cmd\":[\"sh\",\"-c\",\""
                                                + script
                                                + "\"]}",
                                        "{}"))
                        .id();
        engine.containers.start(id);
        engine.containers.await(id, WaitCondition.NOT_RUNNING).get();

        var options =
                new CommitOptions("made:1", "why", "me", List.of("CMD [\"cat\",\"/added\"]"), null);
        engine.containers.archives().commit(id, options);

        var image = engine.images.find("made:1");
        assertThat(image.config().cmd()).containsExactly("cat", "/added");
        assertThat(image.comment()).isEqualTo("why");
        assertThat(image.diffIds()).hasSize(2);
        Path top = engine.images.layers("made:1").getFirst();
        assertThat(top.resolve("added")).hasContent("new");
        assertThat(Files.readAttributes(top.resolve("etc/passwd"), "unix:rdev").get("rdev"))
                .isEqualTo(0L);
        assertThat(FileNodes.attribute(top.resolve("tmp"), "trusted.overlay.opaque")).hasSize(1);
        String base = engine.images.find("busybox").id();
        assertThat(image.parent()).isEqualTo(base);
        assertThatThrownBy(() -> engine.images.remove(base, true, true))
                .hasMessageContaining("image has dependent child images");
        engine.containers.remove(id, false, false);
        engine.images.remove("made:1", false, true);
    }

    @Test
    void comeFromARegistry() throws Exception {
        Assumptions.assumeTrue(
                Files.exists(Path.of("/usr/bin/docker-registry")), "needs docker-registry");
        Assumptions.assumeTrue(Files.exists(Path.of("/usr/bin/skopeo")), "needs skopeo");
        var registry = startRegistry();
        try {
            var tar = new ByteArrayInputStream(Busybox.bytes("pushed"));
            engine.images.transfers().importTar(tar, "pushed", "", List.of(), null);
            push("pushed", "127.0.0.1:5000/team/box:v1");
            engine.images.remove("pushed", false, true);
            pullAndCheck();
        } finally {
            registry.destroy();
            registry.waitFor();
        }
    }

    private Process startRegistry() throws Exception {
        Path config = engine.directory.resolve("registry.yml");
        Files.writeString(
                config,
                """
                version: 0.1
                storage:
                  filesystem:
                    rootdirectory: %s
                http:
                  addr: 127.0.0.1:5000
                """
                        .formatted(engine.directory.resolve("registry")));
        var registry =
                new ProcessBuilder(
                                "nsenter",
                                "--net=" + engine.directory.resolve("host"),
                                "docker-registry",
                                "serve",
                                config.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(engine.directory.resolve("registry.log").toFile())
                        .start();
        Path log = engine.directory.resolve("registry.log");
        for (int i = 0; i < 1200 && !Files.readString(log).contains("listening on"); i++) {
            Thread.sleep(50);
        }
        return registry;
    }

    private void push(String ref, String name) throws Exception {
        Path tar = engine.directory.resolve("pushed.tar");
        try (var out = Files.newOutputStream(tar)) {
            engine.images.transfers().save(List.of(ref), out);
        }
        TestEngine.command(
                "nsenter",
                "--net=" + engine.directory.resolve("host"),
                "skopeo",
                "copy",
                "--insecure-policy",
                "--dest-tls-verify=false",
                "docker-archive:" + tar,
                "docker://" + name);
    }

    private void pullAndCheck() throws Exception {
        var lines = new ArrayList<String>();
        // A client of the registry lives in the engine's namespace: so does this thread for once.
        inNamespace(() -> {
            engine.images
                    .transfers()
                    .pull(
                            "127.0.0.1:5000/team/box:v1",
                            null,
                            null,
                            report -> lines.add(report.id() + " " + report.status()));
            return lines;
        });
        var image = engine.images.find("127.0.0.1:5000/team/box:v1");

        assertThat(image.tags()).contains("127.0.0.1:5000/team/box:v1");
        assertThat(image.digests())
                .singleElement()
                .asString()
                .startsWith("127.0.0.1:5000/team/box@sha256:");
        assertThat(lines.getFirst()).isEqualTo("v1 Pulling from team/box");
        assertThat(lines.toString())
                .contains("Pulling fs layer")
                .contains("Downloading")
                .contains("Verifying Checksum")
                .contains("Download complete")
                .contains("Extracting")
                .contains("Pull complete");
        assertThat(lines.getLast())
                .isEqualTo("null Status: Downloaded newer image for 127.0.0.1:5000/team/box:v1");
        assertThatThrownBy(() ->
                        inNamespace(() -> {
                            engine.images
                                    .transfers()
                                    .pull("127.0.0.1:5000/team/box:v2", null, null, report -> {});
                            return lines;
                        }))
                .hasMessage(
                        "manifest for 127.0.0.1:5000/team/box:v2 not found: manifest unknown:"
                                + " manifest unknown");
    }

    private <T> T inNamespace(NamespaceWork<T, Exception> work) throws Exception {
        return engine.netns.call(work);
    }
}
