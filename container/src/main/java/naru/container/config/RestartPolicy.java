package naru.container.config;

import io.avaje.jsonb.Json;

/**
 * The restart policy of a container.
 *
 * @param name {@code no}, {@code always}, {@code unless-stopped} or {@code on-failure}
 * @param maximumRetryCount for {@code on-failure}, 0 for no limit
 */
@Json(naming = Json.Naming.UpperCamel)
public record RestartPolicy(@Json.Property("Name") String name, int maximumRetryCount) {

    public static final RestartPolicy NO = new RestartPolicy("no", 0);

    public RestartPolicy {
        name = Frozen.textOr(name, "no");
    }

    public boolean restarts() {
        return !name.equals("no");
    }
}
