package naru.container.runtime;

import naru.container.Frame;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * A line of the log that conmon keeps: {@code time stream F|P text}, where P is a part of a line
 * that goes on. "CRI log format" of Kubernetes.
 */
record LogLine(Instant time, Frame.Source source, byte[] text, boolean whole) {
    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'")
                    .withZone(ZoneOffset.UTC);

    /** Reads a line without its newline; null when it is none. */
    static @Nullable LogLine parse(byte[] line, int length) {
        int first = space(line, 0, length);
        int second = space(line, first + 1, length);
        int third = space(line, second + 1, length);
        if (first < 0 || second < 0 || third < 0) {
            return null;
        }
        String time = new String(line, 0, first, StandardCharsets.US_ASCII);
        String stream = new String(line, first + 1, second - first - 1, StandardCharsets.US_ASCII);
        var source = stream.equals("stderr") ? Frame.Source.STDERR : Frame.Source.STDOUT;
        boolean whole = line[second + 1] == 'F';
        byte[] text = java.util.Arrays.copyOfRange(line, third + 1, length);
        try {
            return new LogLine(OffsetDateTime.parse(time).toInstant(), source, text, whole);
        } catch (DateTimeException garbled) {
            return null;
        }
    }

    private static int space(byte[] line, int from, int length) {
        for (int i = Math.max(from, 0); i < length; i++) {
            if (line[i] == ' ') {
                return i;
            }
        }
        return -1;
    }

    /** What the command wrote, after the time if that is asked for. */
    byte[] shown(boolean timestamps) {
        byte[] stamp =
                timestamps
                        ? (SHOWN.format(time) + " ").getBytes(StandardCharsets.US_ASCII)
                        : new byte[0];
        byte[] all = new byte[stamp.length + text.length + (whole ? 1 : 0)];
        System.arraycopy(stamp, 0, all, 0, stamp.length);
        System.arraycopy(text, 0, all, stamp.length, text.length);
        if (whole) {
            all[all.length - 1] = '\n';
        }
        return all;
    }
}
