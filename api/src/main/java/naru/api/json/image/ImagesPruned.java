package naru.api.json.image;

import io.avaje.jsonb.Json;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** The reply to {@code POST /images/prune}. */
@Json(naming = Json.Naming.UpperCamel)
public record ImagesPruned(@Nullable List<RemovalReply> imagesDeleted, long spaceReclaimed) {}
