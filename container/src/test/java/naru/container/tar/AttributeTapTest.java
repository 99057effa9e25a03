package naru.container.tar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

class AttributeTapTest {
    @TempDir private Path folder;

    /** The attributes of each file, in hexadecimal, read {@code chunk} bytes at a time. */
    private static Map<String, Map<String, String>> read(byte[] tar, int chunk) throws IOException {
        var found = new TreeMap<String, Map<String, String>>();
        var slow =
                new ByteArrayInputStream(tar) {
                    @Override
                    public int read(byte[] bytes, int offset, int length) {
                        return super.read(bytes, offset, Math.min(length, chunk));
                    }
                };
        var tap = new AttributeTap(slow);
        var entries = new TarArchiveInputStream(tap, StandardCharsets.UTF_8.name());
        for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            var attributes = new TreeMap<String, String>();
            tap.attributes()
                    .forEach(
                            (name, value) -> attributes.put(name, HexFormat.of().formatHex(value)));
            found.put(entry.getName(), attributes);
        }
        return found;
    }

    private static byte[] written(String name, int size, Map<String, byte[]> attributes)
            throws IOException {
        var out = new ByteArrayOutputStream();
        var tar = new TarWriter(out);
        for (String each : new String[] {name, "second"}) {
            var entry = new TarArchiveEntry(each);
            entry.setSize(size);
            tar.put(entry, each.equals(name) ? attributes : Map.of());
            if (size > 0) {
                tar.write(new byte[size], size);
            }
        }
        tar.finish();
        return out.toByteArray();
    }

    @Test
    void hearsBytesThatAreNoText() throws IOException {
        for (int chunk : new int[] {1, 7, 511, 512, 513, 1 << 16}) {
            assertThat(read(DockerTar.capability(), chunk))
                    .as("%d bytes at a time", chunk)
                    .isEqualTo(Map.of("prog", Map.of("security.capability", DockerTar.CAPABILITY)));
        }
    }

    @Test
    void givesEachFileItsOwn() throws IOException {
        byte[] all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        var attributes = Map.of("user.all", all, "user.none", new byte[0]);

        for (int size : new int[] {0, 1, 511, 512, 513, 4000}) {
            assertThat(read(written("a/" + "long/".repeat(40) + "name", size, attributes), 333))
                    .isEqualTo(
                            Map.of(
                                    "a/" + "long/".repeat(40) + "name",
                                    Map.of(
                                            "user.all",
                                            HexFormat.of().formatHex(all),
                                            "user.none",
                                            ""),
                                    "second",
                                    Map.of()));
        }
    }

    @Test
    void forwardsTheAttributes() throws IOException {
        byte[] tar = DockerTar.capability();

        assertThat(new AttributeTap(new ByteArrayInputStream(tar)).readAllBytes()).isEqualTo(tar);
        var skipping = new AttributeTap(new ByteArrayInputStream(tar));
        skipping.skipNBytes(1024);
        assertThat(skipping.attributes()).isEmpty();
        skipping.skipNBytes(512);
        assertThat(skipping.attributes()).containsOnlyKeys("security.capability");
    }

    @Test
    void endsWithAnArchiveThatIsCutOff() throws IOException {
        byte[] tar = DockerTar.capability();

        for (int length = 0; length <= 2048; length++) { // without the empty headers at the end
            InputStream cut = new ByteArrayInputStream(Arrays.copyOf(tar, length));
            var tap = new AttributeTap(cut);
            assertThat(tap.readAllBytes()).hasSize(length);
            assertThat(tap.attributes().isEmpty()).isEqualTo(length < 1536);
        }
    }

    /** Whose headers go on in further blocks, in one of tar(1)'s formats or the other. */
    @ParameterizedTest
    @ValueSource(strings = {"gnu", "posix"})
    void keepsPaceWithFilesThatHaveHoles(String format) throws Exception {
        byte[] content = new byte[4 << 20];
        try (var file = FileChannel.open(folder.resolve("holes"), CREATE_NEW, WRITE)) {
            for (int at = 0; at < content.length; at += 128 << 10) {
                content[at] = 1;
                file.write(ByteBuffer.wrap(content, at, 1), at);
            }
            file.write(ByteBuffer.allocate(1), content.length - 1);
        }
        Files.writeString(folder.resolve("last"), "last");
        var command = "tar -S --format=" + format + " -cf - -C " + folder + " .";
        var process = new ProcessBuilder(command.split(" ")).start();
        byte[] tar = process.getInputStream().readAllBytes();
        assertThat(process.waitFor()).isZero();

        var slow =
                new ByteArrayInputStream(tar) {
                    @Override
                    public int read(byte[] bytes, int offset, int length) {
                        return super.read(bytes, offset, Math.min(length, 1000));
                    }
                };
        var entries = new TarArchiveInputStream(new AttributeTap(slow));
        var found = new TreeMap<String, byte[]>();
        for (var entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            found.put(entry.getName(), entries.readAllBytes());
        }
        assertThat(tar.length).isLessThan(content.length / 4);
        assertThat(found.get("./holes")).isEqualTo(content);
        assertThat(found.get("./last")).asString().isEqualTo("last");
    }

    @Test
    void refusesRecordsWhoseLengthIsWrong() {
        for (String record :
                new String[] {
                    "999999 SCHILY.xattr.a=b\n",
                    "3 SCHILY.xattr.a=b\n",
                    "0 SCHILY.xattr.a=b\n",
                    "-5 SCHILY.xattr.a=b\n",
                    "22222222222222222222 a=b\n",
                    "5 a=bb",
                    "9",
                    "x a=b\n",
                    "8 nothing\n"
                }) {
            assertThatThrownBy(() -> read(withRecords(record), 512))
                    .as(record)
                    .isInstanceOf(IOException.class);
        }
    }

    /** An archive with one extended header of these bytes. */
    private static byte[] withRecords(String records) throws IOException {
        byte[] header = Arrays.copyOf(DockerTar.capability(), 512);
        byte[] tar = new byte[2048];
        System.arraycopy(header, 0, tar, 0, 512);
        byte[] size = "%011o".formatted(records.length()).getBytes(ISO_8859_1);
        System.arraycopy(size, 0, tar, 124, size.length);
        System.arraycopy(records.getBytes(ISO_8859_1), 0, tar, 512, records.length());
        return tar;
    }
}
