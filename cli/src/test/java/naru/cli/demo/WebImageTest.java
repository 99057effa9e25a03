package naru.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import naru.cli.text.Json;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class WebImageTest {
    @TempDir Path folder;
    private WebImage image;

    @BeforeEach
    void make() throws IOException {
        var busybox = Files.writeString(folder.resolve("busybox"), "a program");
        image = WebImage.of(busybox, List.of("busybox", "sh", "httpd"));
    }

    @Test
    void isReproducible() throws IOException {
        var again = WebImage.of(folder.resolve("busybox"), List.of("busybox", "sh", "httpd"));

        assertThat(again.manifest().digest()).isEqualTo(image.manifest().digest());
    }

    @Test
    void refersToPartsByDigest() {
        var manifest = Json.at(Json.parse(new String(image.manifest().bytes(), UTF_8)));

        assertThat(Json.text(Json.at(manifest, "config"), "digest"))
                .isEqualTo(image.config().digest());
        assertThat(Json.text(Json.objects(manifest.get("layers")).getFirst(), "digest"))
                .isEqualTo(image.layer().digest());
    }

    /** Verified with Debian's tar. */
    @Test
    void hasLayerThatTarUnpacks() throws IOException, InterruptedException {
        var layer = Files.write(folder.resolve("layer.tgz"), image.layer().bytes());
        var root = Files.createDirectory(folder.resolve("root"));
        var tar =
                new ProcessBuilder("tar", "-xzf", layer.toString(), "-C", root.toString())
                        .inheritIO()
                        .start();

        assertThat(tar.waitFor()).isZero();
        assertThat(root.resolve("bin/busybox")).hasContent("a program").isExecutable();
        assertThat(root.resolve("bin/httpd")).isSymbolicLink().hasContent("a program");
        assertThat(root.resolve("bin/web")).isExecutable();
        assertThat(root.resolve("proc")).isDirectory();
    }
}
