package naru.api.swarm;

import naru.cluster.node.ActiveNode;
import naru.cluster.node.ClusterNode;
import naru.cluster.record.NodeRecord;
import naru.container.event.Events;

import org.jspecify.annotations.Nullable;

import java.util.HashMap;

/** Publishes changes of nodes in the form of {@code docker events}, at managers. */
public final class NodeEvents implements ClusterNode.Listener {
    private final Events events;

    private NodeEvents(Events events) {
        this.events = events;
    }

    /** Publishes all later changes to {@code events}. */
    public static void publish(ClusterNode cluster, Events events) {
        cluster.listen(new NodeEvents(events));
    }

    @Override
    public void activated(ActiveNode node) {
        // Docker has no event for it
    }

    @Override
    public void left() {
        // Docker has no event for it
    }

    @Override
    public void changed(@Nullable NodeRecord before, @Nullable NodeRecord after) {
        var node = after != null ? after : before;
        if (node == null) {
            return;
        }
        var attributes = new HashMap<String, String>();
        attributes.put("name", node.description().hostname());
        if (before != null && after != null) {
            put(attributes, "role", before.spec().role(), after.spec().role());
            put(
                    attributes,
                    "availability",
                    before.spec().availability(),
                    after.spec().availability());
        }
        var action = before == null ? "create" : after == null ? "remove" : "update";
        events.publish("node", action, node.id(), attributes);
    }

    private static void put(
            HashMap<String, String> attributes, String name, String before, String after) {
        if (!before.equals(after)) {
            attributes.put(name + ".old", before);
            attributes.put(name + ".new", after);
        }
    }
}
