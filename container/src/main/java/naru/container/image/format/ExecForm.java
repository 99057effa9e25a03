package naru.container.image.format;

import io.avaje.json.JsonException;

import naru.container.store.Codec;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.List;

/** The exec form of instructions of a Dockerfile, {@code ["a", "b"]}. */
final class ExecForm {
    private ExecForm() {}

    /** The elements of a JSON array; null for a shell command, including a malformed array. */
    static @Nullable List<String> words(String text) {
        try {
            return text.startsWith("[")
                    ? Codec.decodeList(String.class, text.getBytes(StandardCharsets.UTF_8))
                    : null;
        } catch (JsonException | IllegalStateException | IndexOutOfBoundsException ignored) {
            return null;
        }
    }
}
