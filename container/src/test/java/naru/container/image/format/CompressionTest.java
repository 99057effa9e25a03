package naru.container.image.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

class CompressionTest {
    private static final String TEXT = "packed elsewhere\n";

    /** What the programs of Debian 12 write. */
    enum Packed {
        GZIP("H4sIAAAAAAAAAytITM5OTVFIzSlOLc9ILUrlAgDYjb9+EQAAAA=="), // gzip -n 1.12
        BZIP2( // bzip2 1.0.8
                "QlpoOTFBWSZTWSWjmp4AAAbRgAAQQAAuTFiAIAAxANABTJtE9NABHrNFYqTY2i7kinChIEtHNTw="),
        XZ( // xz 5.4.1
                "/Td6WFoAAATm1rRGAgAhARYAAAB0L+WjAQAQcGFja2VkIGVsc2V3aGVyZQoAAAAAVghIhEYvnioAASkRMgpw"
                    + "Dh+2830BAAAAAARZWg=="),
        ZSTD("KLUv/QRYiQAAcGFja2VkIGVsc2V3aGVyZQqdj1ut"); // zstd 1.5.4

        private final byte[] bytes;

        Packed(String base64) {
            bytes = Base64.getDecoder().decode(base64);
        }
    }

    private static String unpacked(byte[] packed) throws IOException {
        try (var in = Compression.unpack(new ByteArrayInputStream(packed))) {
            return new String(in.readAllBytes(), US_ASCII);
        }
    }

    @ParameterizedTest
    @EnumSource(Packed.class)
    void unpacksWhatOthersPacked(Packed packed) throws IOException {
        assertThat(unpacked(packed.bytes)).isEqualTo(TEXT);
    }

    /** As pigz, pbzip2, pixz and pzstd write a long file. */
    @ParameterizedTest
    @EnumSource(Packed.class)
    void readsOnWhereAnotherPartBegins(Packed packed) throws IOException {
        var twice = new ByteArrayOutputStream();
        twice.write(packed.bytes);
        twice.write(packed.bytes);

        assertThat(unpacked(twice.toByteArray())).isEqualTo(TEXT + TEXT);
    }

    @ParameterizedTest
    @EnumSource(Packed.class)
    void noticesThatTheEndIsMissing(Packed packed) {
        for (int length = Compression.MAGIC; length < packed.bytes.length; length++) {
            byte[] cut = Arrays.copyOf(packed.bytes, length);
            assertThatThrownBy(() -> unpacked(cut))
                    .as("%d bytes", length)
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void knowsAFrameThatZstdSkips() throws IOException {
        var bytes = new ByteArrayOutputStream();
        bytes.write(new byte[] {0x53, 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 'n', 'o'});
        bytes.write(Packed.ZSTD.bytes);

        assertThat(unpacked(bytes.toByteArray())).isEqualTo(TEXT);
    }

    @Test
    void leavesAloneWhatIsNotPacked() throws IOException {
        for (String plain : new String[] {"", "B", "BZ", "plain text", "\u001f", "(\u00b5"}) {
            byte[] bytes = plain.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            try (var in = Compression.unpack(new ByteArrayInputStream(bytes))) {
                assertThat(in.readAllBytes()).isEqualTo(bytes);
            }
        }
    }
}
