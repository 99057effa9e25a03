package naru.container.image.store;

import naru.container.tar.SingleByte;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** Copies all bytes that are read. Closing closes the source only. */
public final class Tee extends FilterInputStream {
    private final OutputStream copy;

    public Tee(InputStream in, OutputStream copy) {
        super(in);
        this.copy = copy;
    }

    @Override
    public int read() throws IOException {
        return SingleByte.read(this);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int count = in.read(bytes, offset, length);
        if (count > 0) {
            copy.write(bytes, offset, count);
        }
        return count;
    }

    @Override
    public long skip(long count) throws IOException {
        return readNBytes((int) Math.min(count, 1 << 16)).length; // skipped bytes are copied, too
    }

    @Override
    public boolean markSupported() {
        return false;
    }
}
