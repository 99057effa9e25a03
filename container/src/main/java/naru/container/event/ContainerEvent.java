package naru.container.event;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A change of this host's containers that has taken effect. Events carry the container as it is
 * after the change.
 */
public sealed interface ContainerEvent {
    /**
     * The daemon has started: {@code containers} are those in its journal. Appended before it finds
     * out which of them have ended meanwhile.
     */
    record Restored(List<ContainerInfo> containers) implements ContainerEvent {
        public Restored {
            containers = List.copyOf(containers);
        }
    }

    /** A change of one container. */
    sealed interface OfContainer extends ContainerEvent {
        ContainerInfo container();
    }

    record Created(ContainerInfo container) implements OfContainer {}

    record Started(ContainerInfo container) implements OfContainer {}

    /** The container does not run; its phase tells whether another start is planned. */
    record StartFailed(ContainerInfo container, String reason) implements OfContainer {}

    record HealthChanged(ContainerInfo container) implements OfContainer {}

    record Paused(ContainerInfo container) implements OfContainer {}

    record Unpaused(ContainerInfo container) implements OfContainer {}

    /**
     * The container is going to be stopped. Appended before the first signal is sent and before the
     * drain time of its endpoints begins, so that consumers can stop giving it work.
     */
    record Stopping(ContainerInfo container) implements OfContainer {}

    /** A run has ended; {@code duration} is how long it took. */
    record Exited(ContainerInfo container, int exitCode, boolean oomKilled, Duration duration)
            implements OfContainer {}

    /** The start that a restart policy had planned will not take place. */
    record RestartCanceled(ContainerInfo container) implements OfContainer {}

    record Renamed(ContainerInfo container, String oldName) implements OfContainer {}

    record Removed(ContainerInfo container) implements OfContainer {}

    /**
     * A request was carried out that is no other event, such as an attach or an exec.
     *
     * @param action in the words of {@code docker events}
     */
    record ActionDone(ContainerInfo container, String action, Map<String, String> attributes)
            implements OfContainer {
        public ActionDone {
            attributes = Map.copyOf(attributes);
        }
    }
}
