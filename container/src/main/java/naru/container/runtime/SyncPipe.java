package naru.container.runtime;

import io.avaje.jsonb.Json;

import naru.container.store.Codec;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** The messages of conmon to its parent: a line of JSON each. conmon 2.1, {@code utils.c}. */
final class SyncPipe {
    private static final int MAX_LINE = 1 << 16;

    private final InputStream in;

    SyncPipe(InputStream in) {
        this.in = in;
    }

    /** {@code data} is a pid or, when negative, a failure that {@code message} explains. */
    @Json
    record Word(int data, @Nullable String message) {}

    /** Waits for the next word. */
    Word read() throws IOException {
        var line = new java.io.ByteArrayOutputStream();
        for (int b = in.read(); b >= 0 && b != '\n' && line.size() < MAX_LINE; b = in.read()) {
            line.write(b);
        }
        if (line.size() == 0) {
            throw new NaruException.HostFailure("conmon ended without a word");
        }
        try {
            return Codec.decode(Word.class, line.toByteArray());
        } catch (io.avaje.json.JsonException garbled) {
            throw new NaruException.HostFailure(
                    "conmon said: " + line.toString(StandardCharsets.UTF_8), garbled);
        }
    }
}
