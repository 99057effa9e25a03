package naru.api.swarm;

import static naru.api.resource.Route.get;
import static naru.api.resource.Route.post;

import naru.api.json.swarm.InitBody;
import naru.api.json.swarm.JoinBody;
import naru.api.resource.Request;
import naru.api.resource.Resource;
import naru.api.resource.Route;
import naru.cluster.node.ClusterNode;
import naru.cluster.option.InitOptions;
import naru.cluster.option.JoinOptions;
import naru.cluster.record.ClusterSpec;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** {@code /swarm}: forming, joining and leaving a cluster. */
public final class SwarmResource implements Resource {
    private static final String NO_LOCK =
            "Naru does not encrypt the keys of managers: --autolock is not supported";
    private static final ClusterSpec DEFAULT =
            new ClusterSpec(null, null, null, null, null, null, null);
    private static final Set<String> AVAILABILITIES = Set.of("", "active", "pause", "drain");

    private final ClusterNode cluster;

    public SwarmResource(ClusterNode cluster) {
        this.cluster = cluster;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/swarm", this::inspect),
                get("/swarm/unlockkey", this::unlockKey),
                post("/swarm/init", this::init),
                post("/swarm/join", this::join),
                post("/swarm/leave", this::leave),
                post("/swarm/update", this::update),
                post("/swarm/unlock", this::unlock));
    }

    private void inspect(Request request) throws IOException {
        request.json(200, ClusterJson.swarm(cluster.control().cluster()));
    }

    private void init(Request request) throws IOException {
        var body = required(request.body(InitBody.class));
        var spec = Objects.requireNonNullElse(body.spec(), DEFAULT);
        refuseLock(spec, body.autoLockManagers());
        refuseName(spec);
        var options =
                new InitOptions(
                        text(body.listenAddr()),
                        text(body.advertiseAddr()),
                        text(body.dataPathAddr()),
                        dataPathPort(body.dataPathPort()),
                        Pools.checked(body.defaultAddrPool(), body.subnetSize()),
                        body.subnetSize(),
                        body.forceNewCluster(),
                        availability(body.availability()),
                        spec);
        request.json(200, cluster.init(options));
    }

    private static int dataPathPort(int port) {
        if (port != 0 && (port < 1024 || port > 49151)) {
            throw new NaruException.Invalid("Data path port must be in the range of 1024 to 49151");
        }
        return port;
    }

    private static String availability(@Nullable String given) {
        var text = text(given);
        if (!AVAILABILITIES.contains(text)) {
            throw new NaruException.Invalid("invalid Availability: \"%s\"".formatted(text));
        }
        return text;
    }

    private void join(Request request) throws IOException {
        var body = required(request.body(JoinBody.class));
        var managers = body.remoteAddrs();
        cluster.join(
                new JoinOptions(
                        text(body.listenAddr()),
                        text(body.advertiseAddr()),
                        text(body.dataPathAddr()),
                        managers == null ? List.of() : managers,
                        text(body.joinToken()),
                        availability(body.availability())));
        request.empty(200);
    }

    private void leave(Request request) throws IOException {
        cluster.leave(request.strictFlag("force"));
        request.empty(200);
    }

    private void update(Request request) throws IOException {
        var control = cluster.control();
        var spec = required(request.body(ClusterSpec.class));
        refuseLock(spec, request.strictFlag("rotateManagerUnlockKey"));
        refuseName(spec);
        control.update(
                NodeResource.version(request, "swarm"),
                spec,
                request.strictFlag("rotateWorkerToken"),
                request.strictFlag("rotateManagerToken"));
        request.empty(200);
    }

    private void unlockKey(Request request) throws IOException {
        var unused = cluster.control();
        request.json(200, Map.of("UnlockKey", ""));
    }

    private void unlock(Request request) {
        var unused = cluster.control();
        throw new NaruException.Conflict("swarm is not locked");
    }

    private static void refuseLock(ClusterSpec spec, boolean wanted) {
        var encryption = spec.encryption();
        if (wanted || encryption != null && encryption.autoLock()) {
            throw new NaruException.NotImplemented(NO_LOCK);
        }
    }

    private static void refuseName(ClusterSpec spec) {
        var name = text(spec.name());
        if (!name.isEmpty() && !name.equals(ClusterSpec.NAME)) {
            throw new NaruException.Invalid("swarm spec must be named \"default\"");
        }
    }

    private static <T> T required(@Nullable T body) {
        if (body == null) {
            throw new NaruException.Invalid("got EOF while reading request body");
        }
        return body;
    }

    private static String text(@Nullable String given) {
        return given == null ? "" : given;
    }
}
