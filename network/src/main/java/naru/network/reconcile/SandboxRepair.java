package naru.network.reconcile;

import naru.linux.address.Family;
import naru.network.change.LiveEndpoints;
import naru.network.change.Routes;
import naru.network.change.Sandboxes;
import naru.network.desired.NetworkTable;
import naru.network.desired.SandboxTable;
import naru.network.event.Listeners;
import naru.network.event.NetworkEvent.EndpointRepaired;
import naru.network.host.HostView;
import naru.network.host.Namespaces;
import naru.network.model.Endpoint;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.plan.Gateways;
import naru.network.record.SandboxRecord.Phase;

import java.util.ArrayList;
import java.util.List;

/** Repairs sandboxes, one at a time, under the locks of their containers. */
public record SandboxRepair(
        NetworkTable networks,
        SandboxTable table,
        Namespaces namespaces,
        Sandboxes sandboxes,
        LiveEndpoints endpoints,
        Listeners listeners) {
    /**
     * Repairs one sandbox: completes interrupted changes and restores missing links. Skips a
     * sandbox that is being changed, and returns false.
     */
    boolean repair(String containerId, HostView seen, HostView live) {
        var lock = table.lock(containerId);
        if (!lock.tryLock()) {
            return false;
        }
        try {
            var record = table.find(containerId).orElse(null);
            if (record == null || record.sandbox().kind() == SandboxSpec.Kind.HOST) {
                return true;
            }
            if (record.phase() != Phase.OPEN) {
                sandboxes.close(record);
                return true;
            }
            namespaces.mend(record.sandbox().netns()); // before anything enters it
            var sandbox = record.sandbox();
            var leaving =
                    sandbox.endpoints().stream()
                            .filter(endpoint -> endpoint.id().equals(record.pending()))
                            .findFirst();
            var staying = new ArrayList<>(sandbox.endpoints());
            leaving.ifPresent(staying::remove);
            for (var endpoint : repairEndpoints(sandbox, staying, seen, live)) {
                listeners.record(new EndpointRepaired(sandbox, endpoint));
            }
            leaving.ifPresent(endpoint -> endpoints.completeDetach(record, endpoint));
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Restores what {@code seen} lacks of the endpoints, and returns those that lacked something.
     * An endpoint counts as attached only when its default routes are there, so that a repair that
     * breaks off is done again.
     */
    public List<Endpoint> repairEndpoints(Sandbox sandbox, HostView seen, HostView live) {
        return repairEndpoints(sandbox, sandbox.endpoints(), seen, live);
    }

    private List<Endpoint> repairEndpoints(
            Sandbox sandbox, List<Endpoint> some, HostView seen, HostView live) {
        var restored = new ArrayList<Endpoint>();
        var gateways = Gateways.choose(sandbox.endpoints());
        for (var endpoint : some) {
            var network = networks.of(endpoint);
            boolean translated = gateways.translate(sandbox, endpoint, network);
            var planned = network.planned();
            if (planned.isAttached(endpoint, translated, seen)
                    && planned.isInside(endpoint, sandbox.netns())) {
                continue;
            }
            try (var inside = namespaces.open(sandbox.netns())) {
                boolean off = namespaces.hasIpv6Off(inside);
                var own = off ? endpoint.withoutIpv6() : endpoint;
                namespaces.allowIpv6(inside, own);
                Routes.bringBack(inside, off ? gateways.only(Family.IPV4) : gateways, endpoint);
                planned.attach(own, translated, inside, live);
                inside.apply();
            }
            restored.add(endpoint);
        }
        return restored;
    }
}
