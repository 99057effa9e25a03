package naru.dns.wire;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/** Encodes a query. */
public final class QueryWriter {
    private static final int RECURSION_DESIRED = 0x0100;

    private QueryWriter() {}

    /** A query with RD; empty if {@code name} is not a valid DNS name. */
    public static Optional<byte[]> query(String name, int type) {
        var text = Names.text(name);
        var encoded = text.isEmpty() ? Optional.of(new byte[1]) : Names.encode(text);
        return encoded.map(labels -> {
            var out = new ByteArrayOutputStream(64);
            for (int field : new int[] {0, RECURSION_DESIRED, 1, 0, 0, 0}) {
                u16(out, field);
            }
            out.writeBytes(labels);
            u16(out, type);
            u16(out, RecordType.CLASS_IN);
            return out.toByteArray();
        });
    }

    private static void u16(ByteArrayOutputStream out, int value) {
        out.write(value >> 8);
        out.write(value);
    }
}
