package naru.api.system;

import static naru.api.resource.Route.get;
import static naru.api.resource.Route.post;

import naru.api.json.system.LoginReply;
import naru.api.json.system.VersionReply;
import naru.api.resource.ApiVersion;
import naru.api.resource.Engine;
import naru.api.resource.Request;
import naru.api.resource.Resource;
import naru.api.resource.Route;
import naru.api.wire.EngineVersion;
import naru.container.image.model.RegistryAuth;
import naru.network.model.NaruException;

import java.io.IOException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;

/**
 * {@code /version}, {@code /info}, {@code /system} and {@code /auth}: Docker Engine API, System.
 */
public final class SystemResource implements Resource {
    private static final String NAME = "Naru " + EngineVersion.NUMBER;

    private final Engine engine;

    public SystemResource(Engine engine) {
        this.engine = engine;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/version", this::version),
                get("/info", this::info),
                get("/system/df", new DiskUsageView(engine)::answer),
                post("/auth", this::login));
    }

    private void version(Request request) throws IOException {
        var java = "java" + Runtime.version().feature();
        var details = new LinkedHashMap<String, String>();
        details.put("ApiVersion", ApiVersion.MAXIMUM.toString());
        details.put("Arch", HostFacts.architecture());
        details.put("BuildTime", "");
        details.put("Experimental", "false");
        details.put("GitCommit", "");
        details.put("GoVersion", java);
        details.put("KernelVersion", HostFacts.kernelVersion());
        details.put("MinAPIVersion", ApiVersion.MINIMUM.toString());
        details.put("Os", "linux");
        var engineItself = new VersionReply.Component("Engine", EngineVersion.DOCKER, details);
        request.json(
                200,
                new VersionReply(
                        new VersionReply.Platform(NAME),
                        List.of(engineItself),
                        EngineVersion.DOCKER,
                        ApiVersion.MAXIMUM.toString(),
                        ApiVersion.MINIMUM.toString(),
                        "",
                        java,
                        "linux",
                        HostFacts.architecture(),
                        HostFacts.kernelVersion(),
                        false,
                        ""));
    }

    private void info(Request request) throws IOException {
        request.json(
                200,
                InfoView.of(engine, engine.containers().list(), Instant.now(), request.version()));
    }

    /** Verifies credentials with the registry; clients store them and send them with each pull. */
    private void login(Request request) throws IOException {
        var auth = request.body(RegistryAuth.class);
        if (auth == null) {
            throw new NaruException.Invalid("no credentials were given: username is empty");
        }
        var identity = engine.images().transfers().login(auth);
        request.json(200, new LoginReply(identity, "Login Succeeded"));
    }
}
