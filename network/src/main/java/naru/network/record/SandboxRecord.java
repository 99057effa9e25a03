package naru.network.record;

import naru.network.model.EndpointId;
import naru.network.model.Sandbox;
import naru.network.publish.PortRequest;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;

/**
 * A sandbox in the journal, with its endpoints, leases and ports. It dies with the boot that {@code
 * bootId} names, whatever its phase. {@code requests} are the ports as they were asked for, and
 * {@code pending} is an endpoint that is being attached or detached: if the daemon dies now, it
 * goes.
 */
public record SandboxRecord(
        Phase phase,
        String bootId,
        Sandbox sandbox,
        List<PortRequest> requests,
        Map<String, String> sysctls,
        @Nullable EndpointId pending) {
    public SandboxRecord {
        requests = List.copyOf(requests);
        sysctls = Map.copyOf(sysctls);
    }

    /** How far a sandbox has come. Only what is {@code OPEN} outlives the daemon. */
    public enum Phase {
        /** Being made; if the daemon dies now, it is taken down again. */
        OPENING,
        /** Complete. */
        OPEN,
        /** Being taken down. */
        CLOSING
    }

    public SandboxRecord with(Phase newPhase) {
        return new SandboxRecord(newPhase, bootId, sandbox, requests, sysctls, pending);
    }

    /** The same with other published ports. */
    public SandboxRecord withPorts(Sandbox newSandbox, List<PortRequest> newRequests) {
        return new SandboxRecord(phase, bootId, newSandbox, newRequests, sysctls, pending);
    }

    public SandboxRecord with(Sandbox newSandbox, @Nullable EndpointId newPending) {
        return new SandboxRecord(phase, bootId, newSandbox, requests, sysctls, newPending);
    }
}
