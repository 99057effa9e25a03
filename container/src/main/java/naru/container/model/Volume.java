package naru.container.model;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

/**
 * A folder of this host that outlives the containers which mount it. The driver is always {@code
 * local}.
 */
public record Volume(
        String name,
        Path mountpoint,
        Instant created,
        Map<String, String> labels,
        Map<String, String> options) {}
