package naru.container.config;

import static naru.container.config.Frozen.list;
import static naru.container.config.Frozen.map;
import static naru.container.config.Frozen.text;

import io.avaje.jsonb.Json;

import java.util.List;
import java.util.Map;

/**
 * A request for devices that a driver selects, such as {@code --gpus all}.
 *
 * @param count -1 for all
 * @param capabilities one of these lists suffices
 */
@Json(naming = Json.Naming.UpperCamel)
public record DeviceRequest(
        @Json.Property("Driver") String driver,
        @Json.Property("Count") int count,
        @Json.Property("DeviceIDs") List<String> deviceIds,
        @Json.Property("Capabilities") List<List<String>> capabilities,
        @Json.Property("Options") Map<String, String> options) {

    public DeviceRequest {
        driver = text(driver);
        deviceIds = list(deviceIds);
        capabilities = list(capabilities);
        options = map(options);
    }
}
