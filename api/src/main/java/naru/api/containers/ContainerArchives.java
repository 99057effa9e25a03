package naru.api.containers;

import naru.api.resource.Request;
import naru.api.resource.Route;
import naru.api.wire.Json;
import naru.container.Archives;
import naru.network.model.NaruException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Files of containers: {@code docker cp}, {@code docker export} and {@code docker diff}. */
final class ContainerArchives {
    private static final String TAR = "application/x-tar";

    private final Archives archives;

    ContainerArchives(Archives archives) {
        this.archives = archives;
    }

    List<Route> routes() {
        return List.of(
                Route.get("/containers/{id}/archive", this::pack),
                Route.head("/containers/{id}/archive", this::stat),
                Route.put("/containers/{id}/archive", this::extract),
                Route.get("/containers/{id}/export", this::export),
                Route.get("/containers/{id}/changes", this::changes));
    }

    private void stat(Request request) throws IOException {
        describe(request);
        request.empty(200);
    }

    /** Sets a header that describes the file at the path, in base64. */
    private void describe(Request request) {
        var stat = archives.stat(request.id(), path(request));
        var line = new String(Json.bytes(stat), StandardCharsets.UTF_8);
        request.setHeader(
                "X-Docker-Container-Path-Stat",
                Base64.getEncoder().encodeToString(Json.utf8(line.strip())));
    }

    private void pack(Request request) throws IOException {
        describe(request);
        archives.pack(request.id(), path(request), () -> request.bytes(TAR));
    }

    private void extract(Request request) throws IOException {
        var query = request.query();
        archives.extract(
                request.id(), path(request), request.stream(), query.flag("noOverwriteDirNonDir"));
        request.empty(200);
    }

    private static String path(Request request) {
        return request.query()
                .text("path")
                .orElseThrow(
                        () -> new NaruException.Invalid("bad parameter: 'path' cannot be empty"));
    }

    private void export(Request request) throws IOException {
        archives.export(request.id(), () -> request.bytes("application/octet-stream"));
    }

    /** {@code null} for none, as in Docker. */
    private void changes(Request request) throws IOException {
        var changes = archives.changes(request.id());
        request.json(200, changes.isEmpty() ? null : changes);
    }
}
