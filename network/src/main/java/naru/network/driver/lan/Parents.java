package naru.network.driver.lan;

import naru.linux.Errno;
import naru.linux.LinuxException;
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

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The parents that networks use. Those that were made for them carry the tag of one of their users
 * and go with the last. Any thread.
 */
final class Parents {
    private static final Logger log = System.getLogger(Parents.class.getName());

    /** Kinds that take every frame and lead nowhere, the usual one first. */
    private static final List<String> DUMMIES = List.of("dummy", "ifb");

    private final Host host;
    private final Map<String, TreeSet<NetworkId>> users = new ConcurrentHashMap<>();

    /** The number and state of each interface that matters, as it was seen last. */
    private final Map<String, Sight> seen = new ConcurrentHashMap<>();

    /** How often each parent has come back into service while we looked. */
    private final Map<String, Integer> returns = new ConcurrentHashMap<>();

    /** The return of its parent at which an endpoint's neighbours were told of it last. */
    private final Map<EndpointId, Integer> told = new ConcurrentHashMap<>();

    /** The numbers of links by which the host has routes to containers. */
    private final Set<Integer> watched = ConcurrentHashMap.newKeySet();

    private record Sight(int index, boolean up, boolean carrier) {
        static final Sight NONE = new Sight(0, false, false);

        static Sight of(Optional<Link> link) {
            return link.map(l -> new Sight(l.index(), l.up(), l.lowerUp())).orElse(NONE);
        }

        /** What is wrong with the interface of this name, for people. */
        Optional<String> trouble(String name) {
            var wrong = equals(NONE) ? "is not there" : !up ? "is down" : "has no carrier";
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

    /** The parent, which is made if it may be; empty while it is not there and cannot be made. */
    synchronized Optional<Link> use(Parent parent, NetworkId network, HostView view) {
        users.computeIfAbsent(parent.name(), _ -> new TreeSet<>()).add(network);
        host.awaitDisposal(parent.name());
        var found = view.link(parent.name()).or(() -> host.link(parent.name()));
        if (found.isPresent()) {
            mend(parent, found.get());
        } else {
            found = make(parent, network);
        }
        var tagged = parent.tagged();
        if (tagged != null) {
            note(tagged.trunk(), host.link(tagged.trunk()));
        }
        note(parent.name(), found);
        return found;
    }

    /** What keeps the networks on a parent from the LAN at present, for people. */
    Optional<String> trouble(Parent parent) {
        return Sight.of(host.link(parent.name())).trouble(parent.name());
    }

    /** Remembers what was seen of an interface; true, and logged, if it was another one before. */
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

    /** Whether a parent has come back since the neighbours of an endpoint were told of it. */
    boolean hasReturned(Parent parent, EndpointId endpoint) {
        int last = returns.getOrDefault(parent.name(), 0);
        return told.getOrDefault(endpoint, 0) < last;
    }

    /** Notes that an endpoint's neighbours have been told of it, now. */
    void told(Parent parent, EndpointId endpoint) {
        told.put(endpoint, returns.getOrDefault(parent.name(), 0));
    }

    /** Whether an endpoint is attached, as far as this process has seen to it. */
    boolean knows(EndpointId endpoint) {
        return told.containsKey(endpoint);
    }

    void forget(EndpointId endpoint) {
        told.remove(endpoint);
    }

    /** One that we have made must be up; another one is its owner's matter. */
    private void mend(Parent parent, Link found) {
        if (found.up() || !Owner.isOurs(found.alias())) {
            return;
        }
        try {
            host.route().apply(LinkChange.up(LinkRef.of(found.index())));
        } catch (LinuxException e) {
            if (!e.is(Errno.ENETDOWN)) { // its trunk is down, and takes it along when it comes up
                throw e;
            }
            log.log(Level.DEBUG, "{0} stays down", parent.name());
        }
    }

    private Optional<Link> make(Parent parent, NetworkId network) {
        var settings = LinkSettings.NONE.alias(Owner.tag(network));
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
        made.ifPresent(link -> mend(parent, link));
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
     * Ends a network's use of its parent. One that was made goes with its last user; until then it
     * is another user's.
     */
    synchronized void release(Parent parent, NetworkId network) {
        var left = users.getOrDefault(parent.name(), new TreeSet<>());
        left.remove(network);
        if (left.isEmpty()) {
            users.remove(parent.name());
            seen.remove(parent.name());
        }
        var link = host.link(parent.name()).orElse(null);
        if (link == null || !link.alias().equals(Owner.tag(network))) {
            return;
        }
        if (left.isEmpty()) {
            host.route().apply(LinkChange.down(LinkRef.of(link.index())));
            host.dispose(link);
        } else {
            var heir = LinkSettings.NONE.alias(Owner.tag(left.first()));
            host.route().apply(new LinkChange.Set(LinkRef.of(link.index()), heir));
        }
    }

    /** Has routes by a link looked after. */
    void watch(int link) {
        watched.add(link);
    }

    /** Whether an interface that networks use has come, gone, or gone up or down. */
    boolean matters(RouteEvent event) {
        return switch (event) {
            case RouteEvent.LinkIs(var link) -> isNews(link.name(), Optional.of(link));
            case RouteEvent.RouteGone(var route) -> watched.contains(route.link());
            case RouteEvent.LinkGone(var link) ->
                    watched.remove(link.index()) | isNews(link.name(), Optional.empty());
            default -> false;
        };
    }

    private boolean isNews(String name, Optional<Link> link) {
        return seen.containsKey(name) && note(name, link);
    }
}
