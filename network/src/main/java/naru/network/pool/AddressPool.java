package naru.network.pool;

import naru.network.model.PoolConfig;
import naru.network.model.PoolUsage;
import naru.network.model.Prefix;

import org.jspecify.annotations.Nullable;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;

/**
 * The addresses of one subnet and who holds them. Automatic addresses walk upward through the range
 * and wrap, so that an address that was just released is the last to be used again. Any thread.
 */
public final class AddressPool {
    private final Prefix subnet;
    private final Prefix range;
    private final BigInteger rangeSize;
    private final Map<InetAddress, Holder> held = new HashMap<>();
    private final Map<InetAddress, Holder> kept = new HashMap<>(); // reservations of containers
    private BigInteger next = BigInteger.ZERO; // offset in the range where the search begins
    private BigInteger heldInRange = BigInteger.ZERO;
    private int leases;

    public AddressPool(PoolConfig config) {
        subnet = config.subnet();
        range = config.ipRange() == null ? subnet : config.ipRange().masked();
        rangeSize = range.size();
        holdEnds();
        config.auxiliaryAddresses()
                .forEach((name, address) -> hold(address, new Holder.Auxiliary(name)));
        if (config.gateway() != null) {
            hold(config.gateway(), new Holder.Gateway());
        }
    }

    public Prefix subnet() {
        return subnet;
    }

    /** How many addresses endpoints hold. */
    public synchronized int leases() {
        return leases;
    }

    /** How many addresses are held, and how many of the range may still be handed out. */
    public synchronized PoolUsage usage() {
        var keptInRange =
                kept.keySet().stream()
                        .filter(address -> range.contains(address) && !held.containsKey(address))
                        .count();
        return new PoolUsage(
                BigInteger.valueOf(held.size()),
                rangeSize.subtract(heldInRange).subtract(BigInteger.valueOf(keptInRange)));
    }

    /** The next free address of the range. */
    public synchronized Allocation allocate(Holder holder) {
        if (heldInRange.equals(rangeSize)) {
            return new Allocation.Full(range);
        }
        // One more look than there are holders finds a free address, or there is none.
        long looks = (long) held.size() + kept.size() + 1;
        var offset = next;
        for (long i = 0; i < looks; i++) {
            var address = range.addressAt(offset);
            offset = offset.add(BigInteger.ONE).mod(rangeSize);
            if (!held.containsKey(address) && !kept.containsKey(address)) {
                next = offset;
                hold(address, holder);
                return new Allocation.Granted(address);
            }
        }
        return new Allocation.Full(range);
    }

    /** This address, which the subnet must contain; {@code containerId} may have it reserved. */
    public synchronized Allocation allocate(
            InetAddress wanted, Holder holder, @Nullable String containerId) {
        var owner = held.get(wanted);
        if (owner == null) {
            owner = kept.get(wanted);
            if (owner instanceof Holder.Container(var id) && id.equals(containerId)) {
                owner = null;
            }
        }
        if (owner != null) {
            return new Allocation.Taken(wanted, owner);
        }
        hold(wanted, holder);
        return new Allocation.Granted(wanted);
    }

    /** Takes back an address from {@code holder}; one that it does not hold is no error. */
    public synchronized void release(InetAddress address, Holder holder) {
        if (!held.remove(address, holder)) {
            return;
        }
        if (holder instanceof Holder.Endpoint) {
            leases--;
        }
        if (range.contains(address)) {
            heldInRange = heldInRange.subtract(BigInteger.ONE);
        }
    }

    /** Keeps an address away from everybody but one container, while that is not running too. */
    public synchronized void reserve(InetAddress address, String containerId) {
        kept.putIfAbsent(address, new Holder.Container(containerId));
    }

    /** Undoes every {@link #reserve} for the container. */
    public synchronized void unreserve(String containerId) {
        kept.values().removeIf(new Holder.Container(containerId)::equals);
    }

    /** A lease from before a restart: no questions asked, and the walk goes on behind it. */
    public synchronized void restore(InetAddress address, Holder holder) {
        hold(address, holder);
        if (range.contains(address)) {
            var behind = range.offsetOf(address).add(BigInteger.ONE);
            next = next.max(behind).mod(rangeSize);
        }
    }

    private void holdEnds() {
        boolean everyAddressCounts = subnet.bits() - subnet.length() < 2; // /31 and /32, RFC 3021
        if (everyAddressCounts) {
            return;
        }
        hold(subnet.addressAt(BigInteger.ZERO), new Holder.Reserved()); // IPv6: router anycast
        if (!subnet.isIpv6()) {
            hold(subnet.addressAt(subnet.size().subtract(BigInteger.ONE)), new Holder.Reserved());
        }
    }

    private void hold(InetAddress address, Holder holder) {
        if (held.put(address, holder) != null) {
            return;
        }
        if (holder instanceof Holder.Endpoint) {
            leases++;
        }
        if (range.contains(address)) {
            heldInRange = heldInRange.add(BigInteger.ONE);
        }
    }
}
