package naru.api.containers;

import naru.api.resource.ApiVersion;
import naru.api.resource.Request;
import naru.api.wire.Json;
import naru.container.config.ContainerConfig;
import naru.container.config.CreateRequest;
import naru.container.config.HostConfig;
import naru.container.config.NetworkingConfig;
import naru.network.model.NaruException;

import java.io.IOException;
import java.util.Map;

/**
 * The body of {@code POST /containers/create}: the container's own fields, and two nested objects.
 */
final class CreateBody {
    private CreateBody() {}

    static CreateRequest read(Request request) throws IOException {
        var document = request.document();
        if (document == null) {
            throw new NaruException.Invalid("invalid JSON: got EOF while reading request body");
        }
        var config = Json.parse(document, ContainerConfig.class);
        var nested = Json.parse(document, CreateRequest.Nested.class);
        if (config == null || nested == null) {
            throw new NaruException.Invalid(
                    "config cannot be empty in order to create a container");
        }
        var networking = nested.networkingConfig();
        if (networking == null) {
            networking = new NetworkingConfig(Map.of());
        }
        if (request.version().before(1, 44) && networking.endpointsConfig().size() > 1) {
            throw new NaruException.Invalid(
                    "Container cannot be created with multiple network endpoints: "
                            + String.join(", ", networking.endpointsConfig().keySet()));
        }
        return new CreateRequest(
                config,
                MountVersions.adjusted(hostConfig(nested, request.version()), request.version()),
                networking,
                request.version().before(1, 41) ? "" : request.query().text("platform").orElse(""),
                request.version().before(1, 44));
    }

    private static HostConfig hostConfig(CreateRequest.Nested nested, ApiVersion version) {
        var given = given(nested).withoutPidsUnlimited();
        return version.before(1, 41) ? given.withOldCgroupns() : given;
    }

    private static HostConfig given(CreateRequest.Nested nested) {
        var given = nested.hostConfig();
        if (given != null) {
            return given;
        }
        var standard = Json.parse(Json.utf8("{}"), HostConfig.class);
        if (standard == null) {
            throw new IllegalStateException("no host configuration in {}");
        }
        return standard;
    }
}
