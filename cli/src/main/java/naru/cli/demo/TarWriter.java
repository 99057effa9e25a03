package naru.cli.demo;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes a tar archive in the ustar format of POSIX.1, owned by root and dated 1970. */
final class TarWriter {
    private static final int BLOCK = 512; // bytes
    private static final int CHECKSUM_AT = 148;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    void folder(String name) {
        header(name + "/", 0755, 0, '5', "");
    }

    void file(String name, int mode, byte[] content) {
        header(name, mode, content.length, '0', "");
        out.writeBytes(content);
        out.writeBytes(new byte[-content.length & (BLOCK - 1)]);
    }

    void link(String name, String target) {
        header(name, 0777, 0, '2', target);
    }

    /** The archive, ended by two empty blocks. */
    byte[] finish() {
        out.writeBytes(new byte[2 * BLOCK]);
        return out.toByteArray();
    }

    private void header(String name, int mode, long size, char type, String target) {
        byte[] block = new byte[BLOCK];
        text(block, 0, 100, name);
        text(block, 100, 8, "%07o".formatted(mode));
        text(block, 108, 8, "%07o".formatted(0)); // owner
        text(block, 116, 8, "%07o".formatted(0)); // group
        text(block, 124, 12, "%011o".formatted(size));
        text(block, 136, 12, "%011o".formatted(0)); // time
        text(block, CHECKSUM_AT, 8, " ".repeat(8));
        block[156] = (byte) type;
        text(block, 157, 100, target);
        text(block, 257, 8, "ustar\00000");
        int sum = 0;
        for (byte b : block) {
            sum += b & 0xff;
        }
        text(block, CHECKSUM_AT, 8, "%06o\0 ".formatted(sum));
        out.writeBytes(block);
    }

    private static void text(byte[] block, int at, int room, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > room) {
            throw new IllegalArgumentException("too long for a ustar header: " + text);
        }
        System.arraycopy(bytes, 0, block, at, bytes.length);
    }
}
