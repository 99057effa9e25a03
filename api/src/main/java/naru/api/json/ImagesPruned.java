package naru.api.json;

import io.avaje.jsonb.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The answer to {@code POST /images/prune}. */
@Json(naming = Json.Naming.UpperCamel)
public record ImagesPruned(@Nullable List<RemovalReply> imagesDeleted, long spaceReclaimed) {}
