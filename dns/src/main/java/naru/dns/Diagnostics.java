package naru.dns;

import naru.dns.forward.UpstreamText;
import naru.dns.forward.Upstreams;
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

/** Explanations of answers and metrics of a name server. For any thread. */
final class Diagnostics {
    /** Longer than the time limit of forwarded queries. */
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final DnsRuntime runtime;
    private final Set<Upstreams> reported = Collections.newSetFromMap(new IdentityHashMap<>());
    private final StringBuilder text = new StringBuilder();

    Diagnostics(DnsRuntime runtime) {
        this.runtime = runtime;
    }

    /** Resolves as the sandbox of {@code server} would; see {@link NameServer#explain}. */
    Explanation explain(SandboxServer server, String name, int type) {
        var query =
                QueryWriter.query(name, type)
                        .orElseThrow(() -> new NaruException.Invalid("not a DNS name: " + name));
        try {
            return new QueryTracer(runtime, server.responder(), name)
                    .ask(query)
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NaruException.HostFailure("interrupted while asking for " + name, e);
        } catch (ExecutionException | TimeoutException e) {
            throw new NaruException.HostFailure("no answer for " + name, e);
        }
    }

    /** Adds the upstreams of one sandbox, unless they have been added. */
    Diagnostics with(Sandbox sandbox, SandboxServer server) {
        var source = server.responder().resolverContext().upstreams();
        var upstreams = source.get();
        if (reported.add(upstreams)) {
            var from = source instanceof HostResolvers ? "host" : sandbox.containerName();
            upstreams.health().forEach(each -> text.append(UpstreamText.lines(from, each)));
        }
        return this;
    }

    /** All counters, and the upstreams that were added. */
    String metrics() {
        return runtime.statistics().text() + text;
    }
}
