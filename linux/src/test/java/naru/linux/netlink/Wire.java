package naru.linux.netlink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Bytes of messages, for comparison with those of other programs. Captures are from x86-64. */
public final class Wire {
    private Wire() {}

    /** The messages that {@code build} writes, numbered from {@code sequence}. */
    public static byte[] written(int sequence, Consumer<MessageWriter> build) {
        var writer = new MessageWriter(ByteBuffer.allocate(16), sequence);
        build.accept(writer);
        ByteBuffer out = writer.finish().flip();
        byte[] bytes = new byte[out.remaining()];
        out.get(bytes);
        return bytes;
    }

    /**
     * Hexadecimal bytes with spaces and newlines between them, and lines of comment that begin with
     * a hash.
     */
    public static byte[] hex(String text) {
        var digits = new StringBuilder();
        for (String line : text.split("\n", -1)) {
            if (!line.startsWith("#")) {
                digits.append(line.replace(" ", ""));
            }
        }
        return HexFormat.of().parseHex(digits);
    }

    /** The bytes in a resource beside {@code test}. */
    public static byte[] resource(Class<?> test, String name) {
        try (var in = test.getResourceAsStream(name)) {
            return hex(new String(in.readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    public static MessageReader reader(byte[] bytes) {
        return new MessageReader(ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder()));
    }

    /**
     * The header without length and port, the fixed part, and each attribute as {@code path=value},
     * in no order and without NLA_F_NESTED, which some programs leave out. {@code nests} are paths
     * of nested attributes.
     */
    public static String shape(byte[] message, int fixed, TreeSet<String> nests) {
        var reader = reader(message);
        reader.next();
        var found = new TreeMap<String, String>();
        collect("", reader.attributes(fixed), nests, found);
        String head = HexFormat.of().formatHex(message, 4, 12);
        return head + " " + HexFormat.of().formatHex(message, 16, 16 + fixed) + " " + found;
    }

    private static void collect(
            String path,
            Attributes attributes,
            TreeSet<String> nests,
            TreeMap<String, String> found) {
        while (attributes.next()) {
            String name = path + "/" + attributes.type();
            if (nests.contains(name)) {
                collect(name, attributes.nested(), nests, found);
            } else {
                found.merge(
                        name, HexFormat.of().formatHex(attributes.bytes()), (a, b) -> a + " " + b);
            }
        }
    }
}
