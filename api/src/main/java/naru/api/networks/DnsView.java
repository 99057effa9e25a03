package naru.api.networks;

import naru.api.json.network.DnsReply;
import naru.api.resource.Engine;
import naru.api.resource.Request;
import naru.dns.NameServer;
import naru.network.model.NaruException;

import java.io.IOException;

/**
 * Endpoints that Docker does not have: {@code GET /containers/{id}/dns} explains an answer of the
 * name server, {@code GET /metrics} returns counters for Prometheus. See docs/api.md.
 */
public final class DnsView {
    private final Engine engine;

    public DnsView(Engine engine) {
        this.engine = engine;
    }

    /** Parameters are {@code name}, and {@code type} with the default A. */
    public void explain(Request request) throws IOException {
        var name = request.query().text("name").orElse("");
        var type = request.query().text("type").orElse("A");
        if (name.isEmpty()) {
            throw new NaruException.Invalid("name is missing");
        }
        int number =
                NameServer.recordType(type)
                        .orElseThrow(() -> new NaruException.Invalid("not a record type: " + type));
        var id = engine.containers().find(request.id()).id();
        var answer = engine.names().explain(id, name, number);
        request.json(
                200,
                new DnsReply(
                        name,
                        type,
                        answer.rcode(),
                        answer.answers(),
                        answer.steps(),
                        answer.took().toNanos() / 1_000));
    }

    void metrics(Request request) throws IOException {
        var networks = engine.networks();
        request.text(
                200,
                engine.names().metrics()
                        + NetworkMetrics.text(networks.sandboxes(), networks.refused()));
    }
}
