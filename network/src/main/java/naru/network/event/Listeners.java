package naru.network.event;

import naru.network.event.NetworkEvent.AliasAddressed;
import naru.network.event.NetworkEvent.EndpointAttached;
import naru.network.event.NetworkEvent.EndpointDetached;
import naru.network.event.NetworkEvent.EndpointRepaired;
import naru.network.event.NetworkEvent.FramesDropped;
import naru.network.event.NetworkEvent.NetworkCreated;
import naru.network.event.NetworkEvent.NetworkDeleted;
import naru.network.event.NetworkEvent.NetworkRepaired;
import naru.network.event.NetworkEvent.PortsChanged;
import naru.network.event.NetworkEvent.ReadinessChanged;
import naru.network.event.NetworkEvent.Restored;
import naru.network.event.NetworkEvent.RulesRepaired;
import naru.network.event.NetworkEvent.SandboxClosed;
import naru.network.event.NetworkEvent.SandboxOpened;
import naru.network.event.NetworkEvent.SandboxRenamed;
import naru.network.event.NetworkEvent.TroubleBegan;
import naru.network.event.NetworkEvent.TroubleEnded;
import naru.network.model.Sandbox;
import naru.network.undo.Rollback;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/**
 * Passes changes on: to the listeners, in the order in which they were added, and then to the event
 * log.
 */
public final class Listeners {
    private static final Logger log = System.getLogger(Listeners.class.getName());

    private final List<NetworkListener> all = new CopyOnWriteArrayList<>();
    private final EventLog<NetworkEvent, NetworkSnapshot> events;
    private volatile Runnable afterFailure = () -> {};
    private volatile boolean restored;

    public Listeners(EventLog<NetworkEvent, NetworkSnapshot> events) {
        this.events = events;
    }

    /** Runs after a failure of a listener that cannot refuse: its work may be incomplete. */
    public void afterFailure(Runnable repair) {
        afterFailure = repair;
    }

    public void add(NetworkListener listener) {
        all.add(listener);
    }

    /**
     * Delivers a change to the listeners and records it as an event. A refusal is thrown to the
     * caller, after {@code undo} was delivered to the listeners that had accepted; then no event is
     * recorded.
     */
    public void change(NetworkEvent event, NetworkEvent undo) {
        try (var rollback = new Rollback()) {
            for (var listener : all) {
                rollback.add(() -> deliver(undo, listener));
                deliver(event, listener);
            }
            rollback.commit();
        }
        record(event);
    }

    /** Delivers a change that can no longer be undone; failures are logged. */
    public void changed(NetworkEvent event) {
        tell(listener -> deliver(event, listener));
        record(event);
    }

    /** Calls every listener; failures are logged. */
    public void tell(Consumer<NetworkListener> call) {
        for (var listener : all) {
            try {
                call.accept(listener);
            } catch (RuntimeException e) {
                log.log(Level.ERROR, "listener " + listener.getClass().getName() + " failed", e);
                afterFailure.run();
            }
        }
    }

    /** Delivers the state of the host after the restore; later changes are events. */
    public void restored(List<NetworkCreated> networks, List<Sandbox> sandboxes) {
        restored = true;
        networks.forEach(this::changed);
        sandboxes.forEach(sandbox -> changed(new SandboxOpened(sandbox)));
        record(new Restored());
    }

    /** Records an event that concerns no listener. */
    public void record(NetworkEvent event) {
        if (restored || event instanceof AliasAddressed) {
            events.append(event);
        }
    }

    public EventLog<NetworkEvent, NetworkSnapshot> events() {
        return events;
    }

    private static void deliver(NetworkEvent event, NetworkListener to) {
        switch (event) {
            case NetworkCreated(var network, var names) -> to.networkCreated(network, names);
            case NetworkDeleted(var network) -> to.networkDeleted(network);
            case SandboxOpened(var sandbox) -> to.sandboxOpened(sandbox);
            case SandboxClosed(var sandbox) -> to.sandboxClosed(sandbox);
            case EndpointAttached(var sandbox, var endpoint) ->
                    to.endpointAttached(sandbox, endpoint);
            case EndpointDetached(var sandbox, var endpoint) ->
                    to.endpointDetached(sandbox, endpoint);
            case SandboxRenamed(var sandbox) -> to.sandboxRenamed(sandbox);
            case ReadinessChanged(var sandbox) -> to.readinessChanged(sandbox);
            case AliasAddressed(var network, var alias, var addresses) ->
                    to.aliasAddressed(network, alias, addresses);
            case PortsChanged _,
                    TroubleBegan _,
                    TroubleEnded _,
                    NetworkRepaired _,
                    EndpointRepaired _,
                    RulesRepaired _,
                    FramesDropped _,
                    Restored _ -> {}
        }
    }
}
