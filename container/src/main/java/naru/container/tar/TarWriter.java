package naru.container.tar;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.archivers.zip.ZipEncoding;
import org.apache.commons.compress.archivers.zip.ZipEncodingHelper;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * Writes a tar in the pax format: values that do not fit a plain header are in an extended one
 * before it, attributes as raw bytes. pax(1), "pax Header Block". For one thread.
 */
final class TarWriter {
    private static final int BLOCK = 512; // bytes
    private static final String ATTRIBUTE = "SCHILY.xattr.";
    private static final ZipEncoding ENCODING = ZipEncodingHelper.getZipEncoding("UTF-8");

    private final OutputStream out;
    private long left; // remaining bytes of the current entry
    private int padding;

    TarWriter(OutputStream out) {
        this.out = out;
    }

    /** Begins an entry, whose content of the given size must follow. */
    void put(TarArchiveEntry entry, Map<String, byte[]> attributes) throws IOException {
        byte[] extended = extended(entry, attributes);
        if (extended.length > 0) {
            var header =
                    new TarArchiveEntry("PaxHeaders.0", TarConstants.LF_PAX_EXTENDED_HEADER_LC);
            header.setSize(extended.length);
            header.setModTime(0);
            header(header);
            write(extended, extended.length);
        }
        header(entry);
    }

    private void header(TarArchiveEntry entry) throws IOException {
        if (left > 0) {
            throw new IOException(left + " bytes are missing before " + entry.getName());
        }
        byte[] block = new byte[BLOCK];
        entry.writeEntryHeader(block, ENCODING, false);
        out.write(block);
        left = entry.getSize();
        padding = (int) (-left & (BLOCK - 1));
    }

    void write(byte[] bytes, int length) throws IOException {
        out.write(bytes, 0, length);
        left -= length;
        if (left == 0) {
            out.write(new byte[padding]);
        }
    }

    private static byte[] extended(TarArchiveEntry entry, Map<String, byte[]> attributes)
            throws IOException {
        var records = new ByteArrayOutputStream();
        name(records, "path", entry.getName());
        name(records, "linkpath", entry.getLinkName());
        number(records, "size", entry.getSize(), TarConstants.MAXSIZE);
        number(records, "uid", entry.getLongUserId(), TarConstants.MAXID);
        number(records, "gid", entry.getLongGroupId(), TarConstants.MAXID);
        long seconds = entry.getLastModifiedTime().toInstant().getEpochSecond();
        number(records, "mtime", seconds, TarConstants.MAXSIZE);
        for (var attribute : attributes.entrySet()) {
            record(records, ATTRIBUTE + attribute.getKey(), attribute.getValue());
        }
        return records.toByteArray();
    }

    private static void name(ByteArrayOutputStream records, String key, String name)
            throws IOException {
        byte[] bytes = name.getBytes(UTF_8);
        if (bytes.length > TarConstants.NAMELEN || bytes.length > name.length()) {
            record(records, key, bytes);
        }
    }

    private static void number(ByteArrayOutputStream records, String key, long value, long max)
            throws IOException {
        if (value < 0 || value > max) {
            record(records, key, String.valueOf(value).getBytes(US_ASCII));
        }
    }

    /** {@code length key=value\n}, where the length includes its own digits. */
    private static void record(ByteArrayOutputStream records, String key, byte[] value)
            throws IOException {
        byte[] name = (" " + key + "=").getBytes(UTF_8);
        int rest = name.length + value.length + 1;
        int length = rest + String.valueOf(rest).length();
        length = rest + String.valueOf(length).length();
        records.write(String.valueOf(length).getBytes(US_ASCII));
        records.write(name);
        records.write(value);
        records.write('\n');
    }

    /** Ends the archive; the underlying stream remains open. */
    void finish() throws IOException {
        out.write(new byte[2 * BLOCK]);
        out.flush();
    }
}
