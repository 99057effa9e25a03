package naru.network.journal;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * One batch of changes in the file, big-endian: u32 magic, u32 payload length, u32 CRC-32C of
 * length and payload, payload. The payload is a sequence of changes: u8 kind, u16 key length, key,
 * and for a put u32 value length, value. The magic allows a reader to find the next frame after
 * damage.
 */
final class Frame {
    static final int HEADER = 12;
    private static final int MAGIC = 0x4e617275; // "Naru"
    private static final byte PUT = 1;
    private static final byte REMOVE = 2;

    private Frame() {}

    static byte[] encode(List<Change> changes) {
        int length = 0;
        var keys = new ArrayList<byte[]>(changes.size());
        for (Change change : changes) {
            byte[] key = change.key().getBytes(StandardCharsets.UTF_8);
            keys.add(key);
            length += 3 + key.length;
            length += change instanceof Change.Put put ? 4 + put.value().length : 0;
        }
        var out = ByteBuffer.allocate(HEADER + length).putInt(MAGIC).putInt(length).putInt(0);
        for (int i = 0; i < keys.size(); i++) {
            byte[] key = keys.get(i);
            var put = changes.get(i) instanceof Change.Put p ? p : null;
            out.put(put == null ? REMOVE : PUT).putShort((short) key.length).put(key);
            if (put != null) {
                out.putInt(put.value().length).put(put.value());
            }
        }
        return out.putInt(8, checksum(out.array(), 0, length)).array();
    }

    /**
     * The length in bytes of the whole frame at {@code offset}, or 0 if there is no complete frame.
     */
    static int lengthAt(byte[] file, int offset) {
        if (file.length - offset < HEADER) {
            return 0;
        }
        var in = ByteBuffer.wrap(file);
        int length = in.getInt(offset + 4);
        boolean whole =
                in.getInt(offset) == MAGIC
                        && length >= 0
                        && length <= file.length - offset - HEADER
                        && in.getInt(offset + 8) == checksum(file, offset, length);
        return whole ? HEADER + length : 0;
    }

    /** The offset of the next complete frame at or after {@code from}, or -1. */
    static int find(byte[] file, int from) {
        for (int at = from; at <= file.length - HEADER; at++) {
            if (file[at] == (byte) (MAGIC >>> 24) && lengthAt(file, at) > 0) {
                return at;
            }
        }
        return -1;
    }

    /** The changes of a frame that {@link #lengthAt} has validated; empty if they are malformed. */
    static Optional<List<Change>> decode(byte[] file, int offset, int frameLength) {
        var in = ByteBuffer.wrap(file, offset + HEADER, frameLength - HEADER);
        var changes = new ArrayList<Change>();
        try {
            while (in.hasRemaining()) {
                byte kind = in.get();
                var key =
                        new String(
                                take(in, Short.toUnsignedInt(in.getShort())),
                                StandardCharsets.UTF_8);
                switch (kind) {
                    case PUT -> changes.add(new Change.Put(key, take(in, in.getInt())));
                    case REMOVE -> changes.add(new Change.Remove(key));
                    default -> {
                        return Optional.empty();
                    }
                }
            }
        } catch (BufferUnderflowException e) {
            return Optional.empty();
        }
        return Optional.of(changes);
    }

    private static byte[] take(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static int checksum(byte[] file, int offset, int length) {
        var crc = new CRC32C();
        crc.update(file, offset + 4, 4);
        crc.update(file, offset + HEADER, length);
        return (int) crc.getValue();
    }
}
