package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /exec/{id}/start}. {@code consoleSize} is height and width. */
@Json(naming = Json.Naming.UpperCamel)
public record ExecStartBody(boolean detach, boolean tty, @Nullable List<Integer> consoleSize) {}
