package naru.api.system;

import static naru.api.resource.Route.get;
import static naru.api.resource.Route.post;

import naru.api.json.image.BuildPruned;
import naru.api.resource.Request;
import naru.api.resource.Resource;
import naru.api.resource.Route;
import naru.network.model.NaruException;

import java.io.IOException;
import java.util.List;

/**
 * Endpoints of the Docker Engine API that Naru does not implement: the error names the alternative.
 */
public final class AbsentResource implements Resource {
    @Override
    public List<Route> routes() {
        return List.of(
                post("/build", AbsentResource::build),
                post("/build/prune", AbsentResource::nothingBuilt),
                post("/build/{id}", AbsentResource::build),
                post("/session", AbsentResource::build),
                post("/grpc", AbsentResource::build),
                get("/plugins", AbsentResource::noPlugins),
                get("/plugins/{id}/json", AbsentResource::noSuchPlugin),
                get("/plugins/{id}", AbsentResource::plugin),
                post("/plugins/{id}", AbsentResource::plugin));
    }

    private static void refuse(String message) {
        throw new NaruException.NotImplemented(message);
    }

    private static void build(Request request) {
        refuse(
                "building images is not part of this engine: use docker buildx with a builder of"
                        + " the docker-container driver and --load, or buildah and docker load");
    }

    /** Called by {@code docker system prune}. */
    private static void nothingBuilt(Request request) throws IOException {
        request.json(200, new BuildPruned(null, 0));
    }

    private static void plugin(Request request) {
        refuse("Naru has no plugins");
    }

    /** {@code docker inspect} looks up a name in all kinds of objects before it fails. */
    private static void noSuchPlugin(Request request) {
        throw new NaruException.NotFound("plugin \"" + request.id() + "\" not found");
    }

    private static void noPlugins(Request request) throws IOException {
        request.json(200, List.of());
    }
}
