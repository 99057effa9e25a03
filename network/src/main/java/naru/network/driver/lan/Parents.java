package naru.network.driver.lan;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.RouteEvent;
import naru.network.host.Host;
import naru.network.host.HostView;
import naru.network.host.Owner;
import naru.network.model.EndpointId;
import naru.network.model.NaruException;
import naru.network.model.NetworkId;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The parents of networks. Those created for them have the tag of one of their users and are
 * deleted with the last one. For any thread.
 */
final class Parents {
    private static final Logger log = System.getLogger(Parents.class.getName());

    /** Kinds of unconnected interfaces, the preferred one first. */
    private static final List<String> DUMMIES = List.of("dummy", "ifb");

    private final Host host;
    private final Map<String, TreeSet<NetworkId>> users = new ConcurrentHashMap<>();

    /** The last known index and state of each parent interface. */
    private final Map<String, Sight> seen = new ConcurrentHashMap<>();

    /** The number of times that each parent came back into service. */
    private final Map<String, Integer> returns = new ConcurrentHashMap<>();

    /** The count of its parent's returns at an endpoint's last announcement. */
    private final Map<EndpointId, Integer> announced = new ConcurrentHashMap<>();

    /** The indexes of links with routes of the host to containers. */
    private final Set<Integer> watched = ConcurrentHashMap.newKeySet();

    /** The indexes of interfaces created by Naru, by name: another process may change their tag. */
    private final Map<String, Integer> created = new ConcurrentHashMap<>();

    private record Sight(int index, boolean up, boolean carrier) {
        static final Sight NONE = new Sight(0, false, false);

        static Sight of(Optional<Link> link) {
            return link.map(l -> new Sight(l.index(), l.up(), l.lowerUp())).orElse(NONE);
        }

        /** The trouble with the interface of this name, as text for users. */
        Optional<String> trouble(String name) {
            var wrong = equals(NONE) ? "does not exist" : !up ? "is down" : "has no carrier";
            return carrier && up
                    ? Optional.empty()
                    : Optional.of(
                            "parent interface %s %s: containers of networks on it are cut off until that changes"
                                    .formatted(name, wrong));
        }
    }

    Parents(Host host) {
        this.host = host;
    }

    /**
     * A network's use of its parent.
     *
     * @param link null while it does not exist and cannot be created
     * @param changed whether it was created or mended
     */
    record Use(@Nullable Link link, boolean changed) {}

    /** Finds, mends or, if permitted, creates the parent. */
    synchronized Use use(Parent parent, NetworkId network, HostView view) {
        users.computeIfAbsent(parent.name(), _ -> new TreeSet<>()).add(network);
        host.awaitDisposal(parent.name());
        var found = view.link(parent.name()).or(() -> host.link(parent.name()));
        boolean changed;
        if (found.isPresent()) {
            changed = mend(parent, network, found.get());
        } else {
            found = make(parent, network);
            changed = found.isPresent();
        }
        var tagged = parent.tagged();
        if (tagged != null) {
            note(tagged.trunk(), host.link(tagged.trunk()));
        }
        note(parent.name(), found);
        return new Use(found.orElse(null), changed);
    }

    /** Why networks on a parent are currently cut off from the LAN, as text for users. */
    Optional<String> trouble(Parent parent) {
        return Sight.of(host.link(parent.name())).trouble(parent.name());
    }

    /** Records the state of an interface; logs a change and returns true. */
    private boolean note(String name, Optional<Link> link) {
        var sight = Sight.of(link);
        var before = seen.put(name, sight);
        if (sight.equals(before)) {
            return false;
        }
        var trouble = sight.trouble(name);
        if (trouble.isPresent()) {
            log.log(Level.WARNING, trouble.get());
        } else if (before != null && before.trouble(name).isPresent()) {
            log.log(Level.INFO, "parent interface {0} is in service again", name);
            returns.merge(name, 1, Integer::sum);
        }
        return true;
    }

    /** Whether a parent has come back since the last announcement of an endpoint. */
    boolean hasReturned(Parent parent, EndpointId endpoint) {
        int last = returns.getOrDefault(parent.name(), 0);
        return announced.getOrDefault(endpoint, 0) < last;
    }

    /** Records an announcement of an endpoint. */
    void announced(Parent parent, EndpointId endpoint) {
        announced.put(endpoint, returns.getOrDefault(parent.name(), 0));
    }

    /** Whether this process has attached or restored an endpoint. */
    boolean knows(EndpointId endpoint) {
        return announced.containsKey(endpoint);
    }

    void forget(EndpointId endpoint) {
        announced.remove(endpoint);
    }

    /** By its tag or, if another process has changed that, by its name or its known index. */
    private boolean isOurs(Parent parent, Link found) {
        if (host.owner().mayBeOurs(found.alias())) {
            created.put(parent.name(), found.index());
            return true;
        }
        return parent.isDummy()
                || Integer.valueOf(found.index()).equals(created.get(parent.name()));
    }

    /**
     * An interface created by Naru must be up and tagged; others are left to their owner. Returns
     * whether it was not.
     */
    private boolean mend(Parent parent, NetworkId network, Link found) {
        if (!isOurs(parent, found)) {
            return false;
        }
        boolean untagged = Owner.parse(found.alias()).isEmpty();
        if (untagged) {
            var tag = LinkSettings.NONE.alias(host.owner().tag(network));
            host.route().apply(new LinkChange.Set(LinkRef.of(found.index()), tag));
        }
        return (!found.up() && setUp(parent, found)) || untagged;
    }

    private boolean setUp(Parent parent, Link found) {
        try {
            host.route().apply(LinkChange.up(LinkRef.of(found.index())));
            return true;
        } catch (LinuxException e) {
            if (!e.is(Errno.ENETDOWN)) { // its parent is down, and sets it up when it comes up
                throw e;
            }
            log.log(Level.DEBUG, "{0} stays down", parent.name());
            return false;
        }
    }

    private Optional<Link> make(Parent parent, NetworkId network) {
        var settings = LinkSettings.NONE.alias(host.owner().tag(network));
        if (parent.isDummy()) {
            makeDummy(parent.name(), settings.setUp());
            return host.link(parent.name());
        }
        var tagged = parent.tagged();
        var trunk = tagged == null ? Optional.<Link>empty() : host.link(tagged.trunk());
        if (tagged == null || trunk.isEmpty()) {
            return Optional.empty();
        }
        host.route()
                .apply(
                        new LinkChange.AddVlan(
                                parent.name(), trunk.get().index(), tagged.id(), settings));
        var made = host.link(parent.name());
        made.ifPresent(link -> mend(parent, network, link));
        return made;
    }

    private void makeDummy(String name, LinkSettings settings) {
        for (var kind : DUMMIES) {
            try {
                host.route().apply(new LinkChange.AddPlain(name, kind, settings));
                return;
            } catch (LinuxException e) {
                if (!e.is(Errno.EOPNOTSUPP)) {
                    throw e;
                }
            }
        }
        throw new NaruException.HostFailure(
                "a network without a parent needs a kernel with CONFIG_DUMMY or CONFIG_IFB");
    }

    /**
     * Ends a network's use of its parent. An interface created by Naru is deleted with its last
     * user; until then it is passed to another one.
     */
    synchronized void release(Parent parent, NetworkId network) {
        var left = users.getOrDefault(parent.name(), new TreeSet<>());
        left.remove(network);
        if (left.isEmpty()) {
            users.remove(parent.name());
            seen.remove(parent.name());
        }
        var link = host.link(parent.name()).orElse(null);
        if (link == null || !isOf(network, parent, link)) {
            return;
        }
        if (left.isEmpty()) {
            created.remove(parent.name());
            var last = LinkSettings.NONE.alias(host.owner().tag(network)).setDown();
            host.route().apply(new LinkChange.Set(LinkRef.of(link.index()), last));
            host.dispose(link);
        } else {
            var heir = LinkSettings.NONE.alias(host.owner().tag(left.first()));
            host.route().apply(new LinkChange.Set(LinkRef.of(link.index()), heir));
        }
    }

    private boolean isOf(NetworkId network, Parent parent, Link link) {
        return Owner.names(link.alias(), network)
                || (Owner.parse(link.alias()).isEmpty() && isOurs(parent, link));
    }

    /** Registers a link whose routes are monitored. */
    void watch(int link) {
        watched.add(link);
    }

    /**
     * Records a change; returns whether a parent interface has appeared, disappeared, or changed
     * between up and down.
     */
    boolean note(RouteEvent event) {
        return switch (event) {
            case RouteEvent.LinkIs(var link) -> noteUsed(link.name(), Optional.of(link));
            case RouteEvent.RouteGone(var route) -> watched.contains(route.link());
            case RouteEvent.LinkGone(var link) ->
                    watched.remove(link.index()) | noteUsed(link.name(), Optional.empty());
            default -> false;
        };
    }

    private boolean noteUsed(String name, Optional<Link> link) {
        return seen.containsKey(name) && note(name, link);
    }
}
