package naru.container.tar;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.commons.compress.archivers.tar.TarUtils;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A filter on a tar stream that records the extended attributes of its files: their values are
 * bytes, which the tar library would decode as text. pax(1), "pax Header Block"; the keys {@code
 * SCHILY.xattr.*} are those of star(1).
 */
final class AttributeTap extends FilterInputStream {
    private static final int BLOCK = 512; // bytes
    private static final int MAX_HEADER = 1 << 20; // bytes, as Go's archive/tar
    private static final int SIZE_AT = 124; // in a header, 12 bytes
    private static final int TYPE_AT = 156;
    private static final int EXTENDED_AT = 482; // old GNU: sparse headers follow
    private static final int FURTHER_AT = 504; // in such a header: one more follows
    private static final int MAX_DIGITS = 17; // fits a long
    private static final String ATTRIBUTE = "SCHILY.xattr.";

    private final byte[] block = new byte[BLOCK];
    private int filled;
    private boolean sparse; // the next block is a sparse header
    private long content; // bytes to skip before the next header
    private long afterSparse;
    private @Nullable ByteArrayOutputStream pax;
    private int paxLeft;
    private long sizeFromPax = -1;
    private Map<String, byte[]> coming = new HashMap<>();
    private Map<String, byte[]> current = Map.of();

    AttributeTap(InputStream tar) {
        super(tar);
    }

    /** The attributes of the last header's file, by name. */
    Map<String, byte[]> attributes() {
        return current;
    }

    @Override
    public int read() throws IOException {
        return SingleByte.read(this);
    }

    /** Reads all requested bytes: the library treats fewer as the end. */
    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = 0;
        while (count < length) {
            int part = in.read(bytes, offset + count, length - count);
            if (part < 0) {
                break;
            }
            count += part;
        }
        for (int passed = 0; passed < count; ) {
            passed += pass(bytes, offset + passed, count - passed);
        }
        return count == 0 && length > 0 ? -1 : count;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 1 << 16)).length;
    }

    @Override
    public boolean markSupported() {
        return false;
    }

    /** Returns the number of bytes consumed, at least one. */
    private int pass(byte[] bytes, int offset, int length) throws IOException {
        if (content > 0) {
            int part = (int) Math.min(content, length);
            content -= part;
            if (pax != null) {
                int wanted = Math.min(part, paxLeft);
                pax.write(bytes, offset, wanted);
                paxLeft -= wanted;
                if (content == 0) {
                    records(pax.toByteArray());
                    pax = null;
                }
            }
            return part;
        }
        int part = Math.min(BLOCK - filled, length);
        System.arraycopy(bytes, offset, block, filled, part);
        filled += part;
        if (filled == BLOCK) {
            filled = 0;
            header();
        }
        return part;
    }

    private void header() throws IOException {
        if (sparse) {
            sparse = block[FURTHER_AT] != 0;
            content = sparse ? 0 : afterSparse;
            return;
        }
        long size = size();
        switch (block[TYPE_AT]) {
            case 'x', 'X' -> {
                if (size > MAX_HEADER) {
                    throw new IOException("tar: header field too long");
                }
                paxLeft = (int) size;
                pax = new ByteArrayOutputStream(paxLeft);
                content = padded(size);
            }
            case 'g', 'L', 'K' ->
                    content = padded(size); // they describe the next entry in another way
            default -> {
                content = padded(sizeFromPax >= 0 ? sizeFromPax : size);
                sizeFromPax = -1;
                current = coming;
                coming = new HashMap<>();
                if (block[TYPE_AT] == 'S' && block[EXTENDED_AT] != 0) {
                    sparse = true;
                    afterSparse = content;
                    content = 0;
                }
            }
        }
    }

    /** 0 for an invalid header, which the reader of the tar reports. */
    private long size() {
        try {
            return Math.max(0, TarUtils.parseOctalOrBinary(block, SIZE_AT, 12));
        } catch (IllegalArgumentException ignored) {
            return 0;
        }
    }

    private static long padded(long size) {
        return (size + BLOCK - 1) / BLOCK * BLOCK;
    }

    /** Records {@code length key=value\n}; the length counts all of it. */
    private void records(byte[] bytes) throws IOException {
        int at = 0;
        while (at < bytes.length && bytes[at] != '\n' && bytes[at] != 0) {
            int space = indexOf(bytes, ' ', at);
            long length = number(bytes, at, space);
            int equals = indexOf(bytes, '=', space);
            if (length > bytes.length - at || equals >= at + length - 1) {
                throw malformed();
            }
            int end = at + (int) length;
            if (bytes[end - 1] != '\n') {
                throw malformed();
            }
            record(
                    new String(bytes, space + 1, equals - space - 1, UTF_8),
                    Arrays.copyOfRange(bytes, equals + 1, end - 1));
            at = end;
        }
    }

    private void record(String key, byte[] value) throws IOException {
        if (key.startsWith(ATTRIBUTE)) {
            coming.put(key.substring(ATTRIBUTE.length()), value);
        } else if (key.equals("size")) {
            sizeFromPax = number(value, 0, value.length);
        }
    }

    private static int indexOf(byte[] bytes, char wanted, int from) throws IOException {
        for (int i = from; i < bytes.length; i++) {
            if (bytes[i] == wanted) {
                return i;
            }
        }
        throw malformed();
    }

    private static long number(byte[] bytes, int from, int to) throws IOException {
        long number = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] < '0' || bytes[i] > '9' || i - from > MAX_DIGITS) {
                throw malformed();
            }
            number = number * 10 + bytes[i] - '0';
        }
        return number;
    }

    private static IOException malformed() {
        return new IOException("tar: malformed extended header");
    }
}
