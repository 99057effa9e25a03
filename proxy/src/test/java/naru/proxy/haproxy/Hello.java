package naru.proxy.haproxy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** The first record that a TLS client sends; RFC 8446, sections 4.1.2 and 5.1. */
final class Hello {
    private static final int HANDSHAKE = 22;
    private static final int CLIENT_HELLO = 1;
    private static final int SERVER_NAME = 0; // RFC 6066, section 3
    private static final int ALPN = 16; // RFC 7301

    private Hello() {}

    /** Without a name there is no extension for it, and so for protocols. */
    static byte[] of(String name, List<String> protocols) {
        var extensions = new ByteArrayOutputStream();
        if (!name.isEmpty()) {
            var host = name.getBytes(StandardCharsets.US_ASCII);
            extension(extensions, SERVER_NAME, sized(2, join(new byte[] {0}, sized(2, host))));
        }
        if (!protocols.isEmpty()) {
            var list = new ByteArrayOutputStream();
            for (var protocol : protocols) {
                list.writeBytes(sized(1, protocol.getBytes(StandardCharsets.US_ASCII)));
            }
            extension(extensions, ALPN, sized(2, list.toByteArray()));
        }
        var hello =
                join(
                        new byte[] {3, 3},
                        new byte[32],
                        sized(1, new byte[0]),
                        sized(2, new byte[] {0x13, 0x01}),
                        sized(1, new byte[] {0}),
                        sized(2, extensions.toByteArray()));
        var message = join(new byte[] {CLIENT_HELLO}, sized(3, hello));
        return join(new byte[] {HANDSHAKE, 3, 1}, sized(2, message));
    }

    private static void extension(ByteArrayOutputStream out, int type, byte[] data) {
        out.writeBytes(new byte[] {0, (byte) type});
        out.writeBytes(sized(2, data));
    }

    /** Bytes after their count. */
    private static byte[] sized(int width, byte[] data) {
        var out = new ByteArrayOutputStream();
        for (int i = width - 1; i >= 0; i--) {
            out.write(data.length >> 8 * i);
        }
        out.writeBytes(data);
        return out.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        var out = new ByteArrayOutputStream();
        for (var part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
