package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.List;

/** The answer to {@code GET /containers/{id}/top}. */
@Json(naming = Json.Naming.UpperCamel)
public record TopReply(List<String> titles, List<List<String>> processes) {}
