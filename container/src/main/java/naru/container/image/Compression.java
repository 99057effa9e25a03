package naru.container.image;

import com.github.luben.zstd.ZstdInputStream;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/** Tells how a stream is packed by its first bytes, as Docker does, and unpacks it. */
public final class Compression {
    private static final int MAGIC = 4;

    private Compression() {}

    /** The bytes that {@code packed} stands for; itself when it is not packed. */
    public static InputStream unpack(InputStream packed) throws IOException {
        var in = new BufferedInputStream(packed, 1 << 16);
        in.mark(MAGIC);
        byte[] magic = in.readNBytes(MAGIC);
        in.reset();
        if (starts(magic, 0x1f, 0x8b)) {
            return new GZIPInputStream(in, 1 << 16);
        }
        if (starts(magic, 0x28, 0xb5, 0x2f, 0xfd)) {
            return new ZstdInputStream(in);
        }
        if (starts(magic, 'B', 'Z', 'h') || starts(magic, 0xfd, '7', 'z', 'X')) {
            throw new MalformedImageException("bzip2 and xz are not supported: use gzip or zstd");
        }
        return in;
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
}
