package naru.container.runtime;

import naru.container.model.Frame;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/**
 * A line of the log that conmon keeps: {@code time stream F|P text}, where P marks a part of a line
 * that continues. "CRI log format" of Kubernetes.
 */
record LogLine(String time, Frame.Source source, byte[] text, boolean whole) {
    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSSSS'Z'")
                    .withZone(ZoneOffset.UTC);
    private static final int TIME_AT_LEAST = "2026-01-01T00:00:00Z".length();

    /** Reads a line without its newline; null if it is malformed. */
    static @Nullable LogLine parse(byte[] line, int begin, int end) {
        int first = space(line, begin, end);
        int second = space(line, first + 1, end);
        int third = space(line, second + 1, end);
        boolean complete = first - begin >= TIME_AT_LEAST && second > first && third > second;
        if (!complete || line[begin + 10] != 'T') {
            return null;
        }
        String time = new String(line, begin, first - begin, StandardCharsets.US_ASCII);
        var source =
                second - first == "stderr".length() + 1 && line[first + 4] == 'e'
                        ? Frame.Source.STDERR
                        : Frame.Source.STDOUT;
        boolean whole = line[second + 1] == 'F';
        return new LogLine(time, source, Arrays.copyOfRange(line, third + 1, end), whole);
    }

    /** The time of the line; the smallest instant if it cannot be read. */
    Instant instant() {
        try {
            return OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeException garbled) {
            return Instant.EPOCH;
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

    /** The output of the command, after the time, if requested, and {@code details}. */
    byte[] shown(boolean timestamps, String details) {
        if (!timestamps && details.isEmpty() && !whole) {
            return text;
        }
        String before = (timestamps ? SHOWN.format(instant()) + " " : "") + details;
        byte[] lead = before.getBytes(StandardCharsets.UTF_8);
        byte[] all = new byte[lead.length + text.length + (whole ? 1 : 0)];
        System.arraycopy(lead, 0, all, 0, lead.length);
        System.arraycopy(text, 0, all, lead.length, text.length);
        if (whole) {
            all[all.length - 1] = '\n';
        }
        return all;
    }
}
