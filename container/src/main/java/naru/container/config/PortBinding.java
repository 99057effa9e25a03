package naru.container.config;

import io.avaje.jsonb.Json;

/**
 * One host side of a published port.
 *
 * @param hostIp an address of the host, empty for all of them
 * @param hostPort a number, a range such as {@code 9090-9092}, or empty to let the engine choose
 */
@Json(naming = Json.Naming.UpperCamel)
public record PortBinding(String hostIp, String hostPort) {

    public PortBinding {
        hostIp = Frozen.text(hostIp);
        hostPort = Frozen.text(hostPort);
    }
}
