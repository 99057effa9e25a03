package naru.network.driver.overlay;

import static java.util.Objects.requireNonNull;

import naru.linux.EthernetAddress;
import naru.linux.error.LinuxException;
import naru.linux.route.Change;
import naru.linux.route.FdbChange;
import naru.linux.route.FdbRow;
import naru.linux.route.Neighbour;
import naru.linux.route.NeighbourChange;
import naru.network.address.MacAddress;
import naru.network.host.Host;
import naru.network.model.NetworkId;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The rows of one overlay network on this host. Each remote MAC address has two FDB rows: its VTEP,
 * of the vxlan link itself, and the vxlan link as bridge port. Each remote IP address has a
 * permanent neighbour entry on the bridge, from which the bridge answers ARP and ND. For any
 * thread.
 */
final class OverlayRows {
    private static final Logger log = System.getLogger(OverlayRows.class.getName());

    /** Listing thousands of rows takes tens of milliseconds, so not each repair compares them. */
    private static final Duration COMPARE_AFTER = Duration.ofSeconds(5);

    private final NetworkId network;
    private final Map<MacAddress, RemoteEndpoint> remotes = new HashMap<>();
    private final Map<InetAddress, MacAddress> neighbours = new HashMap<>();
    private boolean known; // whether there was a complete list
    private @Nullable Place place; // null while the network is not realised here
    private boolean suspect = true;
    private long compared;
    private long repairs;

    /**
     * The links that have the rows, by index.
     *
     * @param esp encrypts what goes to remote hosts; null for a network without encryption
     */
    record Place(Host host, int bridge, int tunnel, @Nullable EspTunnels esp) {}

    OverlayRows(NetworkId network) {
        this.network = network;
    }

    synchronized void replace(Collection<RemoteEndpoint> endpoints) {
        remotes.clear();
        neighbours.clear();
        endpoints.forEach(this::put);
        known = true;
        suspect = true;
        if (place != null) {
            attempt(this::encrypt);
            attempt(this::compare);
        }
    }

    synchronized void change(Collection<RemoteEndpoint> added, Collection<RemoteEndpoint> removed) {
        var macs = new HashSet<MacAddress>();
        var addresses = new HashSet<InetAddress>();
        for (var endpoint : removed) {
            var present = remotes.get(endpoint.mac());
            if (present != null && present.host().equals(endpoint.host())) {
                take(present, macs, addresses);
            }
        }
        for (var endpoint : added) {
            var present = remotes.get(endpoint.mac());
            if (present != null) {
                take(present, macs, addresses);
            }
            put(endpoint);
            macs.add(endpoint.mac());
            addresses.addAll(endpoint.addresses());
        }
        if (place != null) {
            attempt(this::encrypt);
            attempt(() -> program(macs, addresses));
        }
    }

    private void put(RemoteEndpoint endpoint) {
        remotes.put(endpoint.mac(), endpoint);
        endpoint.addresses().forEach(address -> neighbours.put(address, endpoint.mac()));
    }

    private void take(RemoteEndpoint endpoint, Set<MacAddress> macs, Set<InetAddress> addresses) {
        remotes.remove(endpoint.mac());
        macs.add(endpoint.mac());
        for (var address : endpoint.addresses()) {
            if (neighbours.remove(address, endpoint.mac())) {
                addresses.add(address);
            }
        }
    }

    /**
     * Compares the rows with the kernel, if that is due. Returns whether any differed.
     *
     * @param fresh whether the links are new or were changed
     */
    synchronized boolean repair(Place now, boolean fresh) {
        suspect |= fresh || !now.equals(place);
        place = now;
        encrypt();
        boolean due = suspect || now.host().nanoTime() - compared >= COMPARE_AFTER.toNanos();
        int differences = due ? compare() : 0;
        if (!fresh) {
            repairs += differences;
        }
        return differences > 0;
    }

    /** The links are about to be removed. */
    synchronized void unplace() {
        place = null;
    }

    synchronized OverlayCounts counts() {
        long rows = place == null ? 0 : 2L * remotes.size() + neighbours.size();
        return new OverlayCounts(remotes.size(), rows, repairs);
    }

    private void attempt(Runnable change) {
        try {
            change.run();
        } catch (LinuxException e) {
            suspect = true;
            log.log(
                    Level.WARNING,
                    "cannot change the rows of overlay network "
                            + network.shortId()
                            + " yet; the next repair compares all of them",
                    e);
        }
    }

    private void encrypt() {
        var esp = place().esp();
        if (esp != null && known) {
            esp.hosts(
                    network,
                    remotes.values().stream()
                            .map(RemoteEndpoint::host)
                            .collect(Collectors.toSet()));
        }
    }

    private void program(Set<MacAddress> macs, Set<InetAddress> addresses) {
        var removals = new ArrayList<Change>();
        var changes = new ArrayList<Change>();
        for (var mac : macs) {
            var remote = remotes.get(mac);
            if (remote == null) {
                removals.addAll(withoutMac(ethernet(mac)));
            } else {
                changes.addAll(withMac(remote));
            }
        }
        for (var address : addresses) {
            var mac = neighbours.get(address);
            if (mac == null) {
                removals.add(withoutNeighbour(address));
            } else {
                changes.add(new NeighbourChange.Replace(neighbour(address, mac)));
            }
        }
        apply(removals, changes);
    }

    private void apply(List<Change> removals, List<Change> changes) {
        var route = place().host().route();
        route.applyAllUnlessGone(removals);
        route.applyAll(changes);
    }

    /** Returns the number of changes that were necessary. */
    private int compare() {
        if (!known) {
            return 0;
        }
        var removals = new ArrayList<Change>();
        var changes = new ArrayList<Change>();
        compareFdb(removals, changes);
        compareNeighbours(removals, changes);
        apply(removals, changes);
        suspect = false;
        compared = place().host().nanoTime();
        return removals.size() + changes.size();
    }

    private void compareFdb(List<Change> removals, List<Change> changes) {
        var vteps = new HashMap<EthernetAddress, InetAddress>();
        var ports = new HashMap<EthernetAddress, Integer>(); // with the state of the row
        for (var row : place().host().route().fdb(place().tunnel())) {
            boolean own = row.master() != 0 && (row.state() & FdbRow.NUD_PERMANENT) != 0;
            if (row.master() != 0 && !own) {
                ports.put(row.address(), row.state());
            } else if (row.vtep() != null) {
                vteps.put(row.address(), row.vtep());
            }
        }
        for (var remote : remotes.values()) {
            var mac = ethernet(remote.mac());
            var vtep = vteps.remove(mac);
            var state = ports.remove(mac);
            if (!remote.host().equals(vtep) || state == null || state != FdbRow.NUD_NOARP) {
                changes.addAll(withMac(remote));
            }
        }
        vteps.forEach((mac, vtep) -> removals.add(withoutVtep(mac, vtep)));
        ports.keySet().forEach(mac -> removals.add(withoutPort(mac)));
    }

    /** Entries that the kernel makes by itself are not permanent. */
    private void compareNeighbours(List<Change> removals, List<Change> changes) {
        var present = new HashMap<InetAddress, EthernetAddress>();
        for (var row : place().host().route().neighbours(place().bridge())) {
            if (row.state() == Neighbour.NUD_PERMANENT && row.address() != null) {
                present.put(row.destination(), row.address());
            }
        }
        neighbours.forEach((address, mac) -> {
            if (!ethernet(mac).equals(present.remove(address))) {
                changes.add(new NeighbourChange.Replace(neighbour(address, mac)));
            }
        });
        present.keySet().forEach(address -> removals.add(withoutNeighbour(address)));
    }

    private List<Change> withMac(RemoteEndpoint remote) {
        var mac = ethernet(remote.mac());
        int tunnel = place().tunnel();
        return List.of(
                new FdbChange.Replace(FdbRow.atVtep(tunnel, mac, remote.host())),
                new FdbChange.Replace(FdbRow.onPort(tunnel, mac)));
    }

    private List<Change> withoutMac(EthernetAddress mac) {
        return List.of(withoutVtep(mac, null), withoutPort(mac));
    }

    private Change withoutVtep(EthernetAddress mac, @Nullable InetAddress vtep) {
        return new FdbChange.Delete(FdbRow.atVtep(place().tunnel(), mac, vtep));
    }

    private Change withoutPort(EthernetAddress mac) {
        return new FdbChange.Delete(FdbRow.onPort(place().tunnel(), mac));
    }

    private Change withoutNeighbour(InetAddress address) {
        return new NeighbourChange.Delete(new Neighbour(place().bridge(), address, null, 0));
    }

    private Neighbour neighbour(InetAddress address, MacAddress mac) {
        return Neighbour.permanent(place().bridge(), address, ethernet(mac));
    }

    private Place place() {
        return requireNonNull(place);
    }

    private static EthernetAddress ethernet(MacAddress mac) {
        return new EthernetAddress(mac.value());
    }
}
