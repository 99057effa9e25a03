package naru.dns;

import naru.dns.forward.Upstreams;
import naru.dns.metrics.UpstreamText;
import naru.dns.wire.QueryWriter;
import naru.network.model.NaruException;
import naru.network.model.Sandbox;

import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** What a name server tells about itself. For any thread. */
final class Explaining {
    /** Longer than any answer takes. */
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final Machinery machinery;
    private final Set<Upstreams> told = Collections.newSetFromMap(new IdentityHashMap<>());
    private final StringBuilder text = new StringBuilder();

    Explaining(Machinery machinery) {
        this.machinery = machinery;
    }

    /** Asks as the sandbox of {@code server} would; see {@link NameServer#explain}. */
    Explanation explain(SandboxServer server, String name, int type) {
        var query =
                QueryWriter.query(name, type)
                        .orElseThrow(() -> new NaruException.Invalid("not a DNS name: " + name));
        try {
            return new Explainer(machinery, server.responder(), name)
                    .ask(query)
                    .get(LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NaruException.HostFailure("interrupted while asking for " + name, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new NaruException.HostFailure("nobody answered for " + name, e);
        }
    }

    /** Adds the upstreams of one sandbox, unless they have been added. */
    Explaining with(Sandbox sandbox, SandboxServer server) {
        var source = server.responder().standpoint().upstreams();
        var upstreams = source.get();
        if (told.add(upstreams)) {
            var from = source instanceof HostResolvers ? "host" : sandbox.containerName();
            upstreams.health().forEach(each -> text.append(UpstreamText.lines(from, each)));
        }
        return this;
    }

    /** All counters, and the upstreams that were added. */
    String metrics() {
        return machinery.statistics().text() + text;
    }
}
