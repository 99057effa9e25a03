package naru.container.archive;

import static org.assertj.core.api.Assertions.assertThat;

import naru.container.tar.Whiteouts;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Layers on disk; making whiteouts takes root. */
class LowerLayersLiveTest {
    @TempDir private Path folder;
    private LowerLayers layers;

    @BeforeEach
    void make() throws IOException {
        Assumptions.assumeTrue("root".equals(System.getProperty("user.name")), "needs root");
        write("low/kept/a", "low/shadowed/old", "low/gone/x", "low/cut/deep/old", "low/was/folder");
        write("low/file");
        write("high/kept/b", "high/cut/deep/new", "high/was.file", "high/file/now-folder");
        Whiteouts.apply(folder.resolve("high/.wh.gone"));
        Whiteouts.apply(folder.resolve("high/shadowed/.wh.old"));
        Whiteouts.apply(folder.resolve("high/cut/.wh..wh..opq"));
        Files.writeString(folder.resolve("high/was"), "now a file");
        layers = new LowerLayers(List.of(folder.resolve("high"), folder.resolve("low")));
    }

    private void write(String... files) throws IOException {
        Files.createDirectories(folder.resolve("high/shadowed"));
        for (String file : files) {
            Path path = folder.resolve(file);
            Files.createDirectories(path.resolveSibling(""));
            Files.writeString(path, file);
        }
    }

    private List<String> names(String inside) throws IOException {
        return layers.names(Path.of(inside)).stream().map(Path::toString).toList();
    }

    @Test
    void areOneTree() throws IOException {
        assertThat(names("")).containsExactly("cut", "file", "kept", "shadowed", "was", "was.file");
        assertThat(names("kept")).containsExactly("a", "b");
        assertThat(names("shadowed")).isEmpty();
        assertThat(names("cut")).containsExactly("deep");
        assertThat(names("cut/deep")).containsExactly("new");
        assertThat(names("was")).isEmpty();
        assertThat(names("file")).containsExactly("now-folder");
        assertThat(names("none")).isEmpty();
    }

    @Test
    void showEachFileWhereItIs() throws IOException {
        var a = Objects.requireNonNull(layers.at(Path.of("kept/a")));
        assertThat(a.path()).isEqualTo(folder.resolve("low/kept/a"));
        assertThat(Objects.requireNonNull(layers.at(Path.of("was"))).kind().isFolder()).isFalse();
        for (String hidden :
                List.of("gone", "gone/x", "shadowed/old", "cut/deep/old", "was/folder", "none")) {
            assertThat(layers.at(Path.of(hidden))).as(hidden).isNull();
        }
    }
}
