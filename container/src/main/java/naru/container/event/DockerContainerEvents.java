package naru.container.event;

import naru.container.event.ContainerEvent.ActionDone;
import naru.container.event.ContainerEvent.Created;
import naru.container.event.ContainerEvent.Exited;
import naru.container.event.ContainerEvent.HealthChanged;
import naru.container.event.ContainerEvent.Paused;
import naru.container.event.ContainerEvent.Removed;
import naru.container.event.ContainerEvent.Renamed;
import naru.container.event.ContainerEvent.RestartCanceled;
import naru.container.event.ContainerEvent.Restored;
import naru.container.event.ContainerEvent.StartFailed;
import naru.container.event.ContainerEvent.Started;
import naru.container.event.ContainerEvent.Stopping;
import naru.container.event.ContainerEvent.Unpaused;
import naru.network.event.EventSource;

import java.util.Map;
import java.util.TreeMap;

/** Publishes the events of containers in the words of {@code docker events}. */
public final class DockerContainerEvents {
    private final Events events;

    private DockerContainerEvents(Events events) {
        this.events = events;
    }

    /** Publishes to {@code events} all changes from here on. */
    public static void publish(EventSource<ContainerEvent, ?> containers, Events events) {
        var publisher = new DockerContainerEvents(events);
        containers.observe(numbered -> publisher.accept(numbered.event()));
    }

    private void accept(ContainerEvent event) {
        switch (event) {
            case Created(var container) -> publish("create", container);
            case Started(var container) -> publish("start", container);
            case HealthChanged(var container) ->
                    publish("health_status: " + container.health(), container);
            case Paused(var container) -> publish("pause", container);
            case Unpaused(var container) -> publish("unpause", container);
            case Exited exit -> publish(exit);
            case Renamed(var container, var oldName) ->
                    publish("rename", container, Map.of("oldName", "/" + oldName));
            case Removed(var container) -> publish("destroy", container);
            case ActionDone(var container, var action, var attributes) ->
                    publish(action, container, attributes);
            // Docker has no event for these.
            case Restored _, StartFailed _, Stopping _, RestartCanceled _ -> {}
        }
    }

    private void publish(Exited exit) {
        if (exit.oomKilled()) {
            publish("oom", exit.container());
        }
        publish(
                "die",
                exit.container(),
                Map.of(
                        "exitCode",
                        Integer.toString(exit.exitCode()),
                        "execDuration",
                        Long.toString(exit.duration().toSeconds())));
    }

    private void publish(String action, ContainerInfo container) {
        publish(action, container, Map.of());
    }

    private void publish(String action, ContainerInfo container, Map<String, String> more) {
        var attributes = new TreeMap<>(container.labels());
        attributes.put("name", container.name());
        attributes.put("image", container.image());
        attributes.putAll(more);
        events.publish("container", action, container.id(), attributes);
    }
}
