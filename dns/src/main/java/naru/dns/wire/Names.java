package naru.dns.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;

import java.io.ByteArrayOutputStream;
import java.util.Optional;

/**
 * Domain names as text and as labels. The text is in lower case, without a final dot, and any byte
 * that is not a plain printable character stands as {@code \DDD} (RFC 1035 section 5.1), so two
 * names are equal exactly when their texts are.
 */
public final class Names {
    private static final int LONGEST_LABEL = 63;
    private static final int LONGEST_NAME = 255;
    private static final int POINTER = 0xc0;

    private Names() {}

    /** The text of a name that a user wrote: {@code "Web.Backend."} is {@code "web.backend"}. */
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
     * Reads a name that must not be compressed, as the one in a question, and leaves {@code in}
     * behind it.
     */
    static String read(ByteBuf in) throws MalformedMessage {
        var text = new StringBuilder(32);
        int start = in.readerIndex();
        for (int length = labelLength(in); length != 0; length = labelLength(in)) {
            if (length > LONGEST_LABEL) {
                throw new MalformedMessage("a question's name is compressed");
            }
            if (!text.isEmpty()) {
                text.append('.');
            }
            for (int i = 0; i < length; i++) {
                append(text, in.readByte());
            }
            if (in.readerIndex() - start >= LONGEST_NAME) {
                throw new MalformedMessage("a name is longer than 255 bytes");
            }
        }
        return text.toString();
    }

    /** Moves behind a name. It follows no pointer, so no arrangement of them can hold it up. */
    static void skip(ByteBuf in) throws MalformedMessage {
        for (int length = labelLength(in); length != 0; length = labelLength(in)) {
            if (length > LONGEST_LABEL) {
                in.skipBytes(1); // the second half of the pointer, which ends the name
                return;
            }
            in.skipBytes(length);
        }
    }

    /**
     * Reads the byte in front of a label: its length, all of it readable, or a pointer's first
     * half.
     */
    private static int labelLength(ByteBuf in) throws MalformedMessage {
        if (!in.isReadable()) {
            throw new MalformedMessage("a message ends inside a name");
        }
        int length = in.readUnsignedByte();
        if (in.readableBytes() < (length <= LONGEST_LABEL ? length : 1)) {
            throw new MalformedMessage("a message ends inside a label");
        }
        if (length > LONGEST_LABEL && length < POINTER) {
            throw new MalformedMessage("a label is of an unknown kind");
        }
        return length;
    }

    /**
     * Encodes a name's text as labels; empty if a label or the name has a length that DNS does not
     * allow.
     */
    static Optional<byte[]> encode(String text) {
        var out = new ByteArrayOutputStream(text.length() + 2);
        for (var label : text.split("\\.", -1)) {
            var bytes = labelBytes(label);
            if (bytes.length == 0 || bytes.length > LONGEST_LABEL) {
                return Optional.empty();
            }
            out.write(bytes.length);
            out.writeBytes(bytes);
        }
        out.write(0);
        return out.size() > LONGEST_NAME ? Optional.empty() : Optional.of(out.toByteArray());
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
