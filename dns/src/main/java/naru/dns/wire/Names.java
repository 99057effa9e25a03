package naru.dns.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Domain names as text and as labels. The text is in lower case, without a final dot, and any byte
 * that is not a plain printable character is written as {@code \DDD} (RFC 1035 section 5.1), so two
 * names are equal if and only if their texts are.
 */
public final class Names {
    private static final int MAX_LABEL = 63;
    private static final int MAX_NAME = 255;
    private static final int POINTER = 0xc0;

    private Names() {}

    /** The text of a name entered by a user: {@code "Web.Backend."} is {@code "web.backend"}. */
    public static String text(String written) {
        var text = new StringBuilder(written.length());
        for (byte b : written.getBytes(UTF_8)) {
            if (b == '.') {
                text.append('.');
            } else {
                append(text, b);
            }
        }
        int length = text.length();
        return length > 0 && text.charAt(length - 1) == '.'
                ? text.substring(0, length - 1)
                : text.toString();
    }

    /**
     * Reads a name that must not be compressed, such as the one in a question, and positions {@code
     * in} after it.
     */
    static String read(ByteBuf in) throws MalformedMessage {
        var text = new StringBuilder(32);
        int start = in.readerIndex();
        for (int length = labelLength(in); length != 0; length = labelLength(in)) {
            if (length > MAX_LABEL) {
                throw new MalformedMessage("a question's name is compressed");
            }
            if (!text.isEmpty()) {
                text.append('.');
            }
            for (int i = 0; i < length; i++) {
                append(text, in.readByte());
            }
            if (in.readerIndex() - start >= MAX_NAME) {
                throw new MalformedMessage("a name is longer than 255 bytes");
            }
        }
        return text.toString();
    }

    /** Skips a name. It follows no pointers, so it always terminates. */
    static void skip(ByteBuf in) throws MalformedMessage {
        for (int length = labelLength(in); length != 0; length = labelLength(in)) {
            if (length > MAX_LABEL) {
                in.skipBytes(1); // the second half of the pointer, which ends the name
                return;
            }
            in.skipBytes(length);
        }
    }

    /**
     * Reads the first byte of a label: its length, which is checked, or the first half of a
     * pointer.
     */
    private static int labelLength(ByteBuf in) throws MalformedMessage {
        if (!in.isReadable()) {
            throw new MalformedMessage("a message ends inside a name");
        }
        int length = in.readUnsignedByte();
        if (in.readableBytes() < (length <= MAX_LABEL ? length : 1)) {
            throw new MalformedMessage("a message ends inside a label");
        }
        if (length > MAX_LABEL && length < POINTER) {
            throw new MalformedMessage("a label is of an unknown type");
        }
        return length;
    }

    /** Encodes a name's text as labels; empty if a label or the name is too long for DNS. */
    static Optional<byte[]> encode(String text) {
        var out = new ByteArrayOutputStream(text.length() + 2);
        for (var label : text.split("\\.", -1)) {
            var bytes = labelBytes(label);
            if (bytes.length == 0 || bytes.length > MAX_LABEL) {
                return Optional.empty();
            }
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
        out.write(0);
        return out.size() > MAX_NAME ? Optional.empty() : Optional.of(out.toByteArray());
    }

    private static byte[] labelBytes(String label) {
        var out = new ByteArrayOutputStream(label.length());
        for (int i = 0; i < label.length(); i++) {
            if (label.charAt(i) == '\\') {
                out.write(Integer.parseInt(label, i + 1, i + 4, 10));
                i += 3;
            } else {
                out.write(label.charAt(i));
            }
        }
        return out.toByteArray();
    }

    static void append(StringBuilder text, byte b) {
        if (b >= 'A' && b <= 'Z') {
            text.append((char) (b + 'a' - 'A'));
        } else if (b > ' ' && b < 0x7f && b != '.' && b != '\\') {
            text.append((char) b);
        } else {
            int value = b & 0xff;
            text.append('\\')
                    .append((char) ('0' + value / 100))
                    .append((char) ('0' + value / 10 % 10))
                    .append((char) ('0' + value % 10));
        }
    }
}
