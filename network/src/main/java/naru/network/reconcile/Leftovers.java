package naru.network.reconcile;

import naru.linux.route.AddressChange;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.socket.NewLink;
import naru.network.host.Host;
import naru.network.host.Installations;
import naru.network.host.Namespaces;
import naru.network.host.Owner;
import naru.network.model.NaruException;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Predicate;

/**
 * Finds and removes what this installation has made and does not want any more: links by the tag in
 * their alias, or by the group that they have before they get it, addresses on foreign links by
 * their protocol, namespaces by the directory of their files. Links of other installations, and
 * those of former releases that are not in the journal, are left alone. Used by one thread at a
 * time.
 */
public final class Leftovers {
    /** The time limit for the kernel to remove the veth pair of an ended namespace. */
    private static final Duration GRACE = Duration.ofSeconds(2);

    private static final int GROUP = 0x6e617275; // an otherwise unused number

    private final Host host;
    private final Namespaces namespaces;
    private final Clock clock;
    private Set<String> abandoned = Set.of();
    private final Map<Object, Instant> firstSeen = new HashMap<>();

    public Leftovers(Host host, Namespaces namespaces, Clock clock) {
        this.host = host;
        this.namespaces = namespaces;
        this.clock = clock;
    }

    /** The desired objects. */
    public record Wish(
            Predicate<Link> links,
            BiPredicate<Link, InterfaceAddress> addresses,
            Predicate<Path> files) {}

    /**
     * Removes everything of this installation that is not wanted, at once. For a start, when
     * nothing is in motion.
     *
     * @throws NaruException.HostFailure where another installation has links; nothing is removed
     */
    public void removeAll(Host.Snapshot seen, Wish wish) {
        abandoned = Installations.admit(seen.links().values(), host.owner());
        deleteFiles(namespaces.files().stream().filter(wish.files.negate()).toList());
        delete(unwanted(seen, wish.links));
        unwantedAddresses(seen, wish).forEach(this::delete);
    }

    /**
     * Removes leftovers that have persisted for a while; detached objects are removed by the
     * kernel. Returns whether nothing is left.
     */
    public boolean removeOld(Host.Snapshot seen, Wish wish) {
        var links = unwanted(seen, wish.links);
        var addresses = unwantedAddresses(seen, wish);
        var files = namespaces.files().stream().filter(wish.files.negate()).toList();
        Set<Object> present = new HashSet<>(files);
        present.addAll(addresses);
        links.forEach(link -> present.add(link.index()));
        firstSeen.keySet().retainAll(present);
        present.forEach(thing -> firstSeen.putIfAbsent(thing, clock.instant()));
        deleteFiles(files.stream().filter(this::isOld).toList());
        delete(links.stream().filter(link -> isOld(link.index())).toList());
        addresses.stream().filter(this::isOld).forEach(this::delete);
        return present.isEmpty();
    }

    private boolean isOld(Object thing) {
        var since = firstSeen.getOrDefault(thing, Instant.MAX);
        return since.isBefore(clock.instant().minus(GRACE));
    }

    private List<Link> unwanted(Host.Snapshot seen, Predicate<Link> wanted) {
        var links = new ArrayList<Link>();
        for (var link : seen.links().values()) {
            if (isOurs(link) && !wanted.test(link)) {
                links.add(link);
            }
        }
        return links;
    }

    private boolean isOurs(Link link) {
        return Owner.parse(link.alias())
                .map(Owner.Tag::instance)
                .map(one -> one.equals(host.owner().instance()) || abandoned.contains(one))
                .orElse(link.group() == NewLink.GROUP);
    }

    /** Addresses of a link with a tag are removed with the link. */
    private static List<InterfaceAddress> unwantedAddresses(Host.Snapshot seen, Wish wish) {
        var links = new HashMap<Integer, Link>();
        seen.links().values().forEach(link -> links.put(link.index(), link));
        var addresses = new ArrayList<InterfaceAddress>();
        for (var address : seen.all()) {
            var link = Owner.isOurs(address) ? links.get(address.link()) : null;
            if (link != null
                    && Owner.parse(link.alias()).isEmpty()
                    && !wish.addresses.test(link, address)) {
                addresses.add(address);
            }
        }
        return addresses;
    }

    private void delete(InterfaceAddress address) {
        host.route().applyUnlessGone(new AddressChange.Delete(address));
    }

    private void deleteFiles(List<Path> files) {
        files.forEach(namespaces::delete);
    }

    /** As one group: the kernel waits 20 ms per deletion, regardless of the number of links. */
    private void delete(List<Link> links) {
        boolean any = false;
        for (var link : links) {
            var marked = LinkSettings.NONE.group(GROUP).setDown();
            any |=
                    host.route()
                            .applyUnlessGone(new LinkChange.Set(LinkRef.of(link.index()), marked));
        }
        if (any) {
            host.route().applyUnlessGone(new LinkChange.DeleteGroup(GROUP));
        }
    }

    /** False if the link was removed meanwhile. */
}
