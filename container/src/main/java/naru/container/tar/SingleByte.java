package naru.container.tar;

import java.io.IOException;
import java.io.InputStream;

/** The read of one byte, for streams that implement the read of many. */
public final class SingleByte {
    private SingleByte() {}

    public static int read(InputStream in) throws IOException {
        byte[] one = new byte[1];
        return in.read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }
}
