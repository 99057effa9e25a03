package naru.network.reconcile;

import naru.network.desired.NetworkTable;
import naru.network.desired.SandboxTable;
import naru.network.event.Listeners;
import naru.network.event.NetworkEvent.FramesDropped;
import naru.network.firewall.Firewall;
import naru.network.host.Host;
import naru.network.host.Timer;
import naru.network.model.EndpointId;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The frames that anti-spoofing has dropped, by endpoint. The kernel counts them at each bridge
 * port; the first ones of an endpoint are logged, with the option that allows them, and become an
 * event.
 */
public final class RefusedFrames implements AutoCloseable {
    private static final Logger log = System.getLogger(RefusedFrames.class.getName());
    private static final Duration PAUSE = Duration.ofSeconds(3);

    private final Firewall firewall;
    private final NetworkTable networks;
    private final SandboxTable sandboxes;
    private final Listeners listeners;
    private final Set<EndpointId> logged = new HashSet<>();
    private final Timer timer;

    public RefusedFrames(
            Host host,
            Firewall firewall,
            NetworkTable networks,
            SandboxTable sandboxes,
            Listeners listeners) {
        this.firewall = firewall;
        this.networks = networks;
        this.sandboxes = sandboxes;
        this.listeners = listeners;
        timer = host.timer("refused-frames");
    }

    public void start() {
        run();
    }

    /** Counts above zero, of endpoints in open sandboxes. */
    public Map<EndpointId, Long> counts() {
        var refused = firewall.refused();
        var counts = new HashMap<EndpointId, Long>();
        for (var sandbox : sandboxes.open()) {
            for (var endpoint : sandbox.endpoints()) {
                var port = endpoint.hostEnd();
                long frames = port == null ? 0 : refused.getOrDefault(port, 0L);
                if (frames > 0) {
                    counts.put(endpoint.id(), frames);
                }
            }
        }
        return counts;
    }

    private void run() {
        try {
            look();
        } catch (RuntimeException e) {
            log.log(Level.DEBUG, "cannot read the counters of dropped frames", e);
        }
        timer.schedule(this::run, PAUSE);
    }

    private void look() {
        var counts = counts();
        logged.retainAll(counts.keySet());
        counts.forEach((id, frames) -> {
            if (logged.add(id)) {
                sandboxes
                        .endpoint(id)
                        .ifPresent(found -> {
                            listeners.record(
                                    new FramesDropped(found.sandbox(), found.endpoint(), frames));
                            report(
                                    found.sandbox().containerName(),
                                    networks.of(found.endpoint()).network().name(),
                                    frames);
                        });
            }
        });
    }

    private static void report(String container, String network, long frames) {
        log.log(
                Level.WARNING,
                "container {0} sends frames on network {1} whose MAC or IP address is not its own,"
                        + " or that only routers and DHCP servers send: {2} dropped so far."
                        + " Addresses behind it are allowed by the endpoint''s option"
                        + " naru.endpoint.addresses (such as 10.8.0.0/24), everything by the"
                        + " network''s option naru.bridge.anti_spoofing=false",
                container,
                network,
                frames);
    }

    @Override
    public void close() {
        timer.close();
    }
}
