package naru.network.driver.overlay;

import naru.linux.address.Family;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.xfrm.EspKey;
import naru.linux.xfrm.EspPolicy;
import naru.linux.xfrm.EspPolicy.Direction;
import naru.linux.xfrm.EspState;
import naru.linux.xfrm.Xfrm;
import naru.network.driver.overlay.Underlay.Vtep;
import naru.network.host.Host;
import naru.network.model.NaruException;
import naru.network.model.NetworkId;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The IPsec states and policies of encrypted overlay networks. Their tunnels have a UDP port of
 * their own, and two policies require ESP for all packets of that port: clear text is neither sent
 * nor accepted, whatever the states are. The states are between this host and each host with a
 * remote endpoint of such a network. For any thread.
 */
final class EspTunnels {
    private static final String LACKS_ESP =
            "encrypted overlay networks need IPsec ESP for %s with AES-GCM, which this host's"
                    + " kernel lacks (CONFIG_%s, CONFIG_CRYPTO_GCM)";
    private static final Logger log = System.getLogger(EspTunnels.class.getName());
    private static final int REQID = 0x4e617275; // any number that no other program uses
    private static final int PROBE_SPI = 0x4e617275;
    private static final Set<Errno> LACKING =
            Set.of(Errno.EPROTONOSUPPORT, Errno.EAFNOSUPPORT, Errno.ENOENT, Errno.ENOSYS);

    private final Host host;
    private final OverlayKeys keys;

    /** The hosts of each network that is realised here; empty until they are listed. */
    private final Map<NetworkId, Optional<Set<InetAddress>>> networks = new HashMap<>();

    private Optional<Vtep> local = Optional.empty();
    private boolean compared; // since the daemon's start

    EspTunnels(Host host, OverlayKeys keys) {
        this.host = host;
        this.keys = keys;
        keys.onChange(this::keysChanged);
    }

    /** The VTEP of encrypted networks: the next UDP port. */
    static Vtep encrypted(Vtep vtep) {
        return new Vtep(vtep.address(), vtep.port() + 1);
    }

    /**
     * Checks that this host has what encrypted networks need.
     *
     * @throws NaruException.HostFailure naming what the kernel lacks
     * @throws NaruException.NotImplemented without a source of keys
     */
    void check(Family family) {
        checkKernel(family);
        if (keys == OverlayKeys.UNAVAILABLE) {
            throw new NaruException.NotImplemented(
                    "encrypted overlay networks are not available: this release distributes no keys"
                            + " to the hosts of a cluster");
        }
    }

    private void checkKernel(Family family) {
        var loopback = family.loopback();
        var probe = new EspState(loopback, loopback, PROBE_SPI, REQID);
        try (var xfrm = host.xfrm()) {
            xfrm.delete(probe);
            xfrm.add(probe, new EspKey(new byte[EspKey.BYTES]));
            xfrm.delete(probe);
        } catch (LinuxException e) {
            if (LACKING.contains(e.errno())) {
                throw new NaruException.HostFailure(
                        LACKS_ESP.formatted(family, family.choose("INET_ESP", "INET6_ESP")), e);
            }
            throw e;
        }
    }

    /** Before the tunnel of a network is created. Returns whether anything was changed. */
    synchronized boolean open(NetworkId network, Vtep vtep) {
        local = Optional.of(vtep);
        networks.putIfAbsent(network, Optional.empty());
        return repair();
    }

    /** After the tunnel of a network was removed. */
    synchronized void close(NetworkId network) {
        if (networks.remove(network) != null || (networks.isEmpty() && !compared)) {
            repair();
        }
    }

    /** Replaces the hosts that have endpoints of a network. */
    synchronized void hosts(NetworkId network, Set<InetAddress> remote) {
        var hosts = Optional.of(Set.copyOf(remote));
        if (networks.containsKey(network) && !hosts.equals(networks.put(network, hosts))) {
            repair();
        }
    }

    private synchronized void keysChanged() {
        if (networks.isEmpty()) {
            return;
        }
        try {
            repair();
        } catch (LinuxException e) {
            log.log(Level.WARNING, "cannot change the keys of encrypted networks yet", e);
        }
    }

    /** New states and policies first, so that there is no gap when keys change. */
    private boolean repair() {
        boolean changed = false;
        try (var xfrm = host.xfrm()) {
            changed |= repairPolicies(xfrm);
            changed |= repairStates(xfrm);
        }
        compared = true;
        return changed;
    }

    private boolean repairPolicies(Xfrm xfrm) {
        var wanted = new HashSet<EspPolicy>();
        if (!networks.isEmpty()) {
            var vtep = local.orElseThrow();
            for (var direction : Direction.values()) {
                wanted.add(new EspPolicy(direction, vtep.address(), vtep.port(), REQID));
            }
        }
        var present = new HashSet<>(xfrm.policies(REQID));
        var missing = new HashSet<>(wanted);
        missing.removeAll(present);
        missing.forEach(xfrm::put);
        present.removeAll(wanted);
        present.forEach(xfrm::delete);
        return !missing.isEmpty() || !present.isEmpty();
    }

    /** States of hosts or keys that are not listed yet are kept. */
    private boolean repairStates(Xfrm xfrm) {
        var wanted = new LinkedHashMap<EspState, OverlayKey>();
        boolean complete = networks.isEmpty() || !keys.list().isEmpty();
        for (var hosts : networks.values()) {
            complete &= hosts.isPresent();
            hosts.orElse(Set.of()).forEach(remote -> addStates(remote, wanted));
        }
        var present = new HashSet<>(xfrm.states(REQID));
        boolean changed = false;
        for (var state : wanted.entrySet()) {
            if (!present.remove(state.getKey())) {
                xfrm.add(state.getKey(), state.getValue().key(state.getKey()));
                changed = true;
            }
        }
        if (complete) {
            present.forEach(xfrm::delete);
            changed |= !present.isEmpty();
        }
        return changed;
    }

    private void addStates(InetAddress remote, Map<EspState, OverlayKey> wanted) {
        var own = local.orElseThrow().address();
        for (var key : keys.list()) {
            wanted.put(new EspState(remote, own, key.spi(remote, own), REQID), key);
        }
        keys.list().stream()
                .findFirst()
                .ifPresent(first ->
                        wanted.put(
                                new EspState(own, remote, first.spi(own, remote), REQID), first));
    }
}
