package naru.proxy.control;

import naru.container.event.ContainerInfo.Phase;
import naru.proxy.model.Workload;

import java.time.Instant;
import java.util.List;

/**
 * What the proxy knows of a container.
 *
 * @param serverName of its servers; a further run of the container has another one
 * @param health in Docker's words; empty without a health check
 * @param places where the proxy may reach it
 */
record ContainerFacts(
        String id,
        Instant created,
        String serverName,
        Phase phase,
        String health,
        Workload workload,
        List<Place> places) {
    private static final int ID_DIGITS = 6;

    ContainerFacts {
        places = List.copyOf(places);
    }

    /**
     * A network of a container.
     *
     * @param address empty if {@code refusal} tells why the proxy cannot reach it
     */
    record Place(String network, String address, String refusal) {}

    /** A name that is unique for a run: {@code web.3f2a1b-9c0d}. */
    static String serverName(String name, String id, String startedAt) {
        return "%s.%s-%04x"
                .formatted(
                        name.replaceAll("[^A-Za-z0-9_.-]", "_"),
                        id.substring(0, ID_DIGITS),
                        startedAt.hashCode() & 0xffff);
    }

    /** Whether its process runs. */
    boolean isActive() {
        return switch (phase) {
            case RUNNING, PAUSED, STOPPING -> true;
            case CREATED, RESTARTING, EXITED -> false;
        };
    }

    /** Why it receives no new requests; empty if it does. */
    String reasonOut() {
        return switch (phase) {
            case CREATED -> "has not been started";
            case PAUSED -> "is paused";
            case STOPPING -> "is being stopped";
            case RESTARTING -> "waits for its restart";
            case EXITED -> "has exited";
            case RUNNING ->
                    switch (health) {
                        case "unhealthy" -> "its health check fails";
                        case "starting" -> "its health check has not passed yet";
                        default -> "";
                    };
        };
    }
}
