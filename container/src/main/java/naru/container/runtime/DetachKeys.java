package naru.container.runtime;

import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;

/** Searches the input for the detach keys, such as {@code ctrl-p,ctrl-q}. One thread. */
final class DetachKeys {
    private static final String USUAL = "ctrl-p,ctrl-q";

    private final byte[] keys;
    private int matched;

    /** {@code text} is null for the usual keys, empty for none. */
    DetachKeys(@Nullable String text) {
        String sequence = text == null ? USUAL : text;
        var bytes = new ByteArrayOutputStream();
        if (!sequence.isEmpty()) {
            for (String key : sequence.split(",", -1)) {
                bytes.write(code(key));
            }
        }
        keys = bytes.toByteArray();
    }

    private static int code(String key) {
        if (key.length() == 1) {
            return key.charAt(0);
        }
        if (key.startsWith("ctrl-") && key.length() == 6) {
            char c = key.charAt(5);
            if (c >= 'a' && c <= 'z') {
                return c - 'a' + 1;
            }
            int special = "@[\\]^_".indexOf(c);
            if (special >= 0) {
                return special == 0 ? 0 : 26 + special;
            }
        }
        throw new NaruException.Invalid("Invalid detach keys (" + key + ") provided");
    }

    /** The input that is passed to the command. */
    record Passed(byte[] bytes, boolean detach) {}

    /** Reads more input. Keys of an incomplete sequence are passed later. */
    Passed look(byte[] input, int offset, int length) {
        var out = new ByteArrayOutputStream(length + matched);
        for (int i = offset; i < offset + length; i++) {
            byte b = input[i];
            if (matched < keys.length && b == keys[matched]) {
                matched++;
                if (matched == keys.length) {
                    return new Passed(out.toByteArray(), true);
                }
                continue;
            }
            out.write(keys, 0, matched);
            matched = keys.length > 0 && b == keys[0] ? 1 : 0;
            if (matched == 0) {
                out.write(b);
            }
        }
        return new Passed(out.toByteArray(), false);
    }
}
