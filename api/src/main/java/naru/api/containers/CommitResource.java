package naru.api.containers;

import naru.api.json.IdReply;
import naru.api.resource.Engine;
import naru.api.resource.Request;
import naru.api.resource.Resource;
import naru.api.resource.Route;
import naru.container.Containers;
import naru.container.config.ContainerConfig;
import naru.container.image.Images;
import naru.container.model.CommitOptions;
import naru.network.model.NaruException;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** {@code POST /commit}: Docker Engine API, Image. */
public final class CommitResource implements Resource {
    private final Containers containers;

    public CommitResource(Engine engine) {
        this.containers = engine.containers();
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.post("/commit", this::commit));
    }

    private void commit(Request request) throws IOException {
        var query = request.query();
        var container = query.text("container").orElse("");
        var repository = query.text("repo").orElse("");
        var tag = query.text("tag").orElse("");
        var options =
                new CommitOptions(
                        repository.isEmpty() ? "" : Images.named(repository, tag),
                        query.text("comment").orElse(""),
                        query.text("author").orElse(""),
                        lines(query.all("changes")),
                        request.body(ContainerConfig.class));
        boolean pauses =
                (query.text("pause").isEmpty() || query.flag("pause"))
                        && containers.find(container).state().status().equals("running");
        if (pauses) {
            containers.pause(container);
        }
        try {
            request.json(201, new IdReply(containers.archives().commit(container, options)));
        } finally {
            if (pauses) {
                resume(container);
            }
        }
    }

    private void resume(String container) {
        try {
            containers.unpause(container);
        } catch (NaruException.Conflict | NaruException.NotFound ignored) {
            return; // no need to resume it
        }
    }

    /** Each change may be a separate parameter, or a line of one. */
    private static List<String> lines(List<String> changes) {
        var all = new ArrayList<String>();
        changes.forEach(change -> change.lines().filter(line -> !line.isBlank()).forEach(all::add));
        return all;
    }
}
