package naru.container.image.format;

import com.github.luben.zstd.ZstdInputStream;

import org.apache.commons.compress.compressors.bzip2.BZip2CompressorInputStream;
import org.tukaani.xz.XZInputStream;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Detects the compression of a stream by its first bytes, as Docker does, and decompresses it. */
public final class Compression {
    /** The number of bytes needed for detection. */
    public static final int MAGIC = 6;

    private static final int BUFFER = 1 << 16;
    private static final int XZ_MEMORY = 1 << 18; // KiB; xz -9 takes 65 MiB

    private Compression() {}

    /** The compression format. */
    public enum Kind {
        PLAIN,
        GZIP,
        ZSTD,
        BZIP2,
        XZ
    }

    /** The decompressed content of {@code packed}. Closing it leaves {@code packed} open. */
    public static InputStream unpack(InputStream packed) throws IOException {
        var in = new BufferedInputStream(packed, BUFFER);
        in.mark(MAGIC);
        byte[] magic = in.readNBytes(MAGIC);
        in.reset();
        return switch (kind(magic)) {
            case GZIP -> new GZIPInputStream(new Unowned(in), BUFFER);
            case ZSTD -> new ZstdInputStream(new Unowned(in));
            case BZIP2 -> new BZip2CompressorInputStream(new Unowned(in), true);
            case XZ -> new XZInputStream(new Unowned(in), XZ_MEMORY);
            case PLAIN -> new Unowned(in);
        };
    }

    public static Kind kind(byte[] magic) {
        if (starts(magic, 0x1f, 0x8b)) {
            return Kind.GZIP;
        }
        if (starts(magic, 0x28, 0xb5, 0x2f, 0xfd) || isSkippableFrame(magic)) {
            return Kind.ZSTD;
        }
        if (starts(magic, 'B', 'Z', 'h')) {
            return Kind.BZIP2;
        }
        if (starts(magic, 0xfd, '7', 'z', 'X', 'Z', 0)) {
            return Kind.XZ;
        }
        return Kind.PLAIN;
    }

    /**
     * RFC 8878 section 3.1.2: skippable frames, which some writers put before the first zstd frame.
     */
    private static boolean isSkippableFrame(byte[] magic) {
        return magic.length >= 4
                && (magic[0] & 0xf0) == 0x50
                && magic[1] == 0x2a
                && magic[2] == 0x4d
                && magic[3] == 0x18;
    }

    private static boolean starts(byte[] bytes, int... magic) {
        if (bytes.length < magic.length) {
            return false;
        }
        for (int i = 0; i < magic.length; i++) {
            if ((bytes[i] & 0xff) != magic[i]) {
                return false;
            }
        }
        return true;
    }

    /** Leaves the source open, which belongs to the caller. */
    private static final class Unowned extends FilterInputStream {
        Unowned(InputStream in) {
            super(in);
        }

        @Override
        public void close() {}
    }
}
