package naru.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.container.model.CommitOptions;
import naru.container.model.PathChange;
import naru.container.tar.DockerTar;
import naru.linux.FileNodes;
import naru.network.model.NaruException;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Files in and out of containers, those that run and those that do not. */
@ExtendWith(TestEngineExtension.class)
class ArchivesLiveTest {
    private final TestEngine engine;

    ArchivesLiveTest(TestEngine engine) {
        this.engine = engine;
    }

    /** The entries of a tar and what is in them; a link's target for a link. */
    private Map<String, String> packed(String id, String path) throws IOException {
        var bytes = new ByteArrayOutputStream();
        engine.containers.archives().pack(id, path, () -> bytes);
        return entries(bytes);
    }

    private static Map<String, String> entries(ByteArrayOutputStream bytes) throws IOException {
        var found = new TreeMap<String, String>();
        var tar = new TarArchiveInputStream(new ByteArrayInputStream(bytes.toByteArray()));
        for (var entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
            String content = new String(tar.readAllBytes(), UTF_8);
            found.put(
                    entry.getName(),
                    entry.isLink() || entry.isSymbolicLink() ? entry.getLinkName() : content);
        }
        return found;
    }

    private static InputStream tar(String name, byte kind, String content) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            var entry = new TarArchiveEntry(name, kind);
            byte[] data = kind == TarConstants.LF_SYMLINK ? new byte[0] : content.getBytes(UTF_8);
            if (kind == TarConstants.LF_SYMLINK) {
                entry.setLinkName(content);
            }
            entry.setSize(data.length);
            entry.setMode(0640);
            entry.setIds(70, 71);
            tar.putArchiveEntry(entry);
            tar.write(data);
            tar.closeArchiveEntry();
        }
        return new ByteArrayInputStream(bytes.toByteArray());
    }

    private static InputStream file(String name, String content) throws IOException {
        return tar(name, TarConstants.LF_NORMAL, content);
    }

    @Test
    void comeOutOfOneThatRuns() throws Exception {
        String id =
                engine.create(
                        "runs",
                        "{\"Tmpfs\":{\"/fleeting\":\"\"}}",
                        "sh",
                        "-c",
                        "mkdir -p /a/b; echo one >/a/b/f; ln /a/b/f /a/g; ln -s b/f /a/link;"
                                + " ln -s /a /to-a; ln -s ../../../../etc /a/up;"
                                + " echo here >/fleeting/x; touch /ready; sleep 600");
        engine.containers.start(id);
        awaitReady(id);

        assertThat(packed(id, "/a"))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "a/", "",
                                "a/b/", "",
                                "a/b/f", "one\n",
                                "a/g", "a/b/f",
                                "a/link", "b/f",
                                "a/up", "../../../../etc"));
        assertThat(packed(id, "/to-a")).containsExactly(Map.entry("to-a", "/a"));
        assertThat(packed(id, "/to-a/b/f")).containsExactly(Map.entry("f", "one\n"));
        assertThat(packed(id, "/fleeting/x")).containsExactly(Map.entry("x", "here\n"));

        var archives = engine.containers.archives();
        assertThat(archives.stat(id, "/a/link").linkTarget()).isEqualTo("/a/b/f");
        assertThat(archives.stat(id, "/a/up").linkTarget()).isEqualTo("/etc");
        assertThat(archives.stat(id, "/a").mode()).isEqualTo((1L << 31) | 0755);
        assertThat(archives.stat(id, "/a/b/f").size()).isEqualTo(4);
        assertThatThrownBy(() -> archives.stat(id, "/a/none"))
                .isInstanceOf(NaruException.NotFound.class)
                .hasMessage("Could not find the file /a/none in container " + id);
        engine.containers.remove(id, true, true);
    }

    private void awaitReady(String id) throws Exception {
        for (int i = 0; i < 2400; i++) {
            try {
                engine.containers.archives().stat(id, "/ready");
                return;
            } catch (NaruException.NotFound soon) {
                Thread.sleep(25);
            }
        }
        throw new AssertionError("not ready");
    }

    @Test
    void goIntoOneThatDoesNotRun() throws Exception {
        String id =
                engine.create(
                        "later",
                        "{\"Binds\":[\"kept:/kept\"]}",
                        "sh",
                        "-c",
                        "cat /kept/in /tmp/f; stat -c '%a %u %g' /tmp/f");
        var archives = engine.containers.archives();

        archives.extract(id, "/kept", file("in", "volume\n"), false);
        archives.extract(id, "/tmp", file("f", "root\n"), false);

        assertThat(engine.leftovers()).noneMatch(left -> left.contains(id.substring(0, 12)));
        assertThat(archives.stat(id, "/kept/in").size()).isEqualTo(7);
        engine.run(id);
        assertThat(engine.log(id)).isEqualTo("volume\nroot\n640 70 71\n");
        assertThatThrownBy(() -> archives.extract(id, "/none", file("f", ""), false))
                .isInstanceOf(NaruException.NotFound.class);
        assertThatThrownBy(() -> archives.extract(id, "/tmp/f", file("f", ""), false))
                .isInstanceOf(NaruException.Invalid.class);
        engine.containers.remove(id, true, true);
    }

    /** Links of the archive and of the container point out of it in every way there is. */
    @Test
    void stayInTheContainer() throws Exception {
        var outside = Files.createDirectory(engine.directory.resolve("outside"));
        String way = "/../../../../../../../.." + outside;
        String id =
                engine.create(
                        "kept-in",
                        "{}",
                        "sh",
                        "-c",
                        "ln -s "
                                + way
                                + " /out; ln -s "
                                + outside
                                + " /abs; touch /ready; sleep 600");
        engine.containers.start(id);
        awaitReady(id);
        var archives = engine.containers.archives();

        for (String place : new String[] {"/out", "/abs", way}) {
            assertThatThrownBy(() -> archives.extract(id, place, file("f", "x"), false))
                    .isInstanceOf(NaruException.NotFound.class);
        }
        archives.extract(id, "/tmp", file(".." + way + "/f", "x"), false);
        archives.extract(id, "/tmp", tar("evil", TarConstants.LF_SYMLINK, way), false);
        assertThatThrownBy(() -> archives.extract(id, "/tmp", file("evil/f", "x"), false))
                .isInstanceOf(NaruException.HostFailure.class);

        assertThat(outside).isEmptyDirectory();
        engine.containers.remove(id, true, true);
    }

    @Test
    void respectWhatIsReadOnly() throws Exception {
        String id =
                engine.create(
                        "fixed",
                        "{\"ReadonlyRootfs\":true,\"Binds\":[\"vol-w:/w\",\"vol-r:/r:ro\"]}",
                        "sleep",
                        "600");
        var archives = engine.containers.archives();

        archives.extract(id, "/w", file("f", "x"), false);
        for (String place : new String[] {"/r", "/tmp"}) {
            assertThatThrownBy(() -> archives.extract(id, place, file("f", "x"), false))
                    .isInstanceOf(NaruException.Invalid.class)
                    .hasMessageContaining("marked read-only");
        }
        engine.containers.remove(id, true, true);
    }

    /** What setcap(8) gives a program are bytes and no text. */
    @Test
    void keepCapabilitiesOfPrograms() throws Exception {
        String id = engine.create("able", "{}", "true");
        var archives = engine.containers.archives();
        archives.extract(id, "/tmp", new ByteArrayInputStream(DockerTar.capability()), false);

        var bytes = new ByteArrayOutputStream();
        archives.pack(id, "/tmp/prog", () -> bytes);
        assertThat(DockerTar.capabilities(bytes.toByteArray()))
                .containsExactly(Map.entry("prog", DockerTar.CAPABILITY));
        archives.commit(id, new CommitOptions("able:1", "", "", List.of(), null));
        assertThat(capability("able:1")).isEqualTo(DockerTar.CAPABILITY);

        var saved = new ByteArrayOutputStream();
        engine.images.transfers().save(List.of("able:1"), saved);
        engine.containers.remove(id, true, true);
        engine.images.remove("able:1", false, true);
        engine.images.transfers().load(new ByteArrayInputStream(saved.toByteArray()), _ -> {});
        assertThat(capability("able:1")).isEqualTo(DockerTar.CAPABILITY);
        engine.images.remove("able:1", false, true);
    }

    private String capability(String image) {
        var program = engine.images.layers(image).getFirst().resolve("tmp/prog");
        return HexFormat.of().formatHex(FileNodes.attribute(program, "security.capability"));
    }

    /** What {@code tar -c .} packs is a folder too, and not the one that is copied into. */
    @Test
    void leaveTheFolderThatTheyAreCopiedInto() throws Exception {
        String id = engine.create("sticky", "{}", "sh", "-c", "stat -c %a /tmp /tmp/f");
        var bytes = new ByteArrayOutputStream();
        try (var tar = new TarArchiveOutputStream(bytes)) {
            var root = new TarArchiveEntry("./");
            root.setMode(0700);
            tar.putArchiveEntry(root);
            tar.closeArchiveEntry();
            tar.putArchiveEntry(new TarArchiveEntry("./f"));
            tar.closeArchiveEntry();
        }

        var archives = engine.containers.archives();
        archives.extract(id, "/tmp", new ByteArrayInputStream(bytes.toByteArray()), false);

        engine.run(id);
        assertThat(engine.log(id)).isEqualTo("755\n644\n");
        engine.containers.remove(id, true, true);
    }

    @Test
    void tellWhatHasChanged() throws Exception {
        String id =
                engine.create(
                        "changed",
                        "{}",
                        "sh",
                        "-c",
                        "mkdir /new; echo x >/new/f; echo y >>/etc/passwd; rm /etc/group;"
                                + " chmod 644 /etc/mark; touch /root;"
                                + " rm -r /data; mkdir /data; echo x >/data/other");
        assertThat(engine.containers.archives().changes(id)).isEmpty();
        engine.run(id);

        assertThat(engine.containers.archives().changes(id))
                .containsExactly(
                        new PathChange("/data", PathChange.MODIFIED),
                        new PathChange("/data/from-image", PathChange.DELETED),
                        new PathChange("/data/other", PathChange.ADDED),
                        new PathChange("/etc", PathChange.MODIFIED),
                        new PathChange("/etc/group", PathChange.DELETED),
                        new PathChange("/etc/passwd", PathChange.MODIFIED),
                        new PathChange("/new", PathChange.ADDED),
                        new PathChange("/new/f", PathChange.ADDED));
        var bytes = new ByteArrayOutputStream();
        engine.containers.archives().export(id, () -> bytes);
        assertThat(entries(bytes)).containsEntry("new/f", "x\n").doesNotContainKey("etc/group");
        engine.containers.remove(id, true, true);
    }
}
