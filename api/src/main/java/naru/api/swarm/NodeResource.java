package naru.api.swarm;

import static naru.api.resource.Route.delete;
import static naru.api.resource.Route.get;
import static naru.api.resource.Route.post;

import naru.api.resource.Request;
import naru.api.resource.Resource;
import naru.api.resource.Route;
import naru.api.wire.Filters;
import naru.cluster.node.ClusterNode;
import naru.cluster.node.NodeView;
import naru.cluster.record.NodeSpec;
import naru.network.model.NaruException;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code /nodes}: the nodes of a cluster, at a manager. */
public final class NodeResource implements Resource {
    private static final Set<String> FILTERS =
            Set.of("name", "id", "label", "node.label", "role", "membership");
    private static final Set<String> ROLES = Set.of("worker", "manager");
    private static final Set<String> AVAILABILITIES = Set.of("active", "pause", "drain");

    private final ClusterNode cluster;

    public NodeResource(ClusterNode cluster) {
        this.cluster = cluster;
    }

    @Override
    public List<Route> routes() {
        return List.of(
                get("/nodes", this::list),
                get("/nodes/{id}", this::inspect),
                delete("/nodes/{id}", this::remove),
                post("/nodes/{id}/update", this::update));
    }

    /** The version in the query of an update. */
    static long version(Request request, String object) {
        var text = request.query().text("version").orElse("");
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new NaruException.Invalid(
                    "invalid %s version '%s': strconv.ParseUint: parsing \"%s\": invalid syntax"
                            .formatted(object, text, text));
        }
    }

    private void list(Request request) throws IOException {
        var control = cluster.control();
        var filters = request.filters().only(FILTERS);
        var root = control.cluster().record().root();
        request.json(
                200,
                control.nodes().stream()
                        .filter(view -> fits(view, filters))
                        .map(view -> ClusterJson.node(view, root))
                        .toList());
    }

    private static boolean fits(NodeView view, Filters filters) {
        var record = view.record();
        var spec = record.spec();
        var labels = spec.labels() == null ? Map.<String, String>of() : spec.labels();
        return filters.any("name", record.description().hostname()::startsWith)
                && filters.any("id", record.id()::startsWith)
                && filters.any("role", spec.role()::equals)
                && filters.any("membership", "accepted"::equals)
                && filters.any("node.label", wanted -> hasLabel(labels, wanted))
                && filters.any("label", wanted -> hasLabel(record.description().labels(), wanted));
    }

    private static boolean hasLabel(Map<String, String> labels, String wanted) {
        int sign = wanted.indexOf('=');
        return sign < 0
                ? labels.containsKey(wanted)
                : wanted.substring(sign + 1).equals(labels.get(wanted.substring(0, sign)));
    }

    private void inspect(Request request) throws IOException {
        var control = cluster.control();
        request.json(
                200,
                ClusterJson.node(
                        control.node(reference(request)), control.cluster().record().root()));
    }

    /** {@code self} is the node of the manager that answers. */
    private String reference(Request request) {
        return request.id().equals("self") ? cluster.active().orElseThrow().id() : request.id();
    }

    private void remove(Request request) throws IOException {
        cluster.control().remove(request.id(), request.strictFlag("force"));
        request.empty(200);
    }

    private void update(Request request) throws IOException {
        var control = cluster.control();
        long version = version(request, "node");
        var spec = request.body(NodeSpec.class);
        if (spec == null) {
            throw new NaruException.Invalid("got EOF while reading request body");
        }
        if (!ROLES.contains(spec.role())) {
            throw new NaruException.Invalid("invalid Role: \"%s\"".formatted(spec.role()));
        }
        if (!AVAILABILITIES.contains(spec.availability())) {
            throw new NaruException.Invalid(
                    "invalid Availability: \"%s\"".formatted(spec.availability()));
        }
        control.update(request.id(), version, spec);
        request.empty(200);
    }
}
