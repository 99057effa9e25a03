package naru.network.pool;

import naru.linux.address.Family;
import naru.network.address.Prefix;
import naru.network.model.PoolConfig;
import naru.network.model.PoolUsage;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The addresses of one subnet and their holders. Automatic addresses are allocated upward through
 * the range and wrap, so that a released address is reused last. Last addresses of containers are
 * skipped, and allocated to others only if nothing else is left, the longest unused one first. For
 * any thread.
 */
public final class AddressPool {
    private final Prefix subnet;
    private final Prefix range;
    private final BigInteger rangeSize;
    private final Map<InetAddress, Holder> held = new HashMap<>();
    private final Map<InetAddress, String> last =
            new LinkedHashMap<>(); // container ids, oldest use
    private final Map<InetAddress, Holder> elsewhere = new HashMap<>(); // held on other hosts
    private BigInteger next = BigInteger.ZERO; // offset in the range where the search begins
    private boolean resumed; // the position is known, so leases from before say nothing about it
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

    /** The number of addresses held by endpoints. */
    public synchronized int leases() {
        return leases;
    }

    /** The number of held addresses, and of those still available in the range. */
    public synchronized PoolUsage usage() {
        var others = elsewhere.keySet().stream().filter(a -> !held.containsKey(a)).count();
        return new PoolUsage(
                BigInteger.valueOf(held.size() + others), rangeSize.subtract(heldInRange));
    }

    /** The next free address of the range. */
    public synchronized Allocation allocate(Holder holder) {
        if (heldInRange.equals(rangeSize)) {
            return new Allocation.Full(range);
        }
        // One more attempt than there are holders finds a free address, or there is none.
        long looks = (long) held.size() + elsewhere.size() + last.size() + 1;
        var offset = next;
        for (long i = 0; i < looks; i++) {
            var address = range.addressAt(offset);
            offset = offset.add(BigInteger.ONE).mod(rangeSize);
            if (!isHeld(address) && !last.containsKey(address)) {
                next = offset;
                hold(address, holder);
                return new Allocation.Granted(address);
            }
        }
        for (var address : last.keySet()) {
            if (range.contains(address) && !isHeld(address)) {
                last.remove(address);
                hold(address, holder);
                return new Allocation.Granted(address);
            }
        }
        return new Allocation.Full(range);
    }

    /**
     * This address, which the subnet must contain. One that is held on another host is granted: the
     * store of all hosts decides, which may have released it meanwhile.
     */
    public synchronized Allocation allocate(InetAddress wanted, Holder holder) {
        var owner = held.get(wanted);
        if (owner != null) {
            return new Allocation.Taken(wanted, owner);
        }
        hold(wanted, holder);
        return new Allocation.Granted(wanted);
    }

    /** Whether {@link #allocate(Holder)} would succeed. */
    public synchronized boolean offers(InetAddress address) {
        return range.contains(address) && !isHeld(address);
    }

    /** Releases an address of {@code holder}; one that it does not hold is not an error. */
    public synchronized void release(InetAddress address, Holder holder) {
        if (!held.remove(address, holder)) {
            return;
        }
        var container = last.remove(address);
        if (container != null) {
            last.put(address, container); // in use until now
        }
        if (holder instanceof Holder.Endpoint) {
            leases--;
        }
        count(address, BigInteger.ONE.negate());
    }

    /** Records the holder of an address on another host; it is not chosen here any more. */
    public synchronized void occupy(InetAddress address, Holder holder) {
        if (elsewhere.put(address, holder) == null && !held.containsKey(address)) {
            adjust(address, BigInteger.ONE);
        }
    }

    /** Undoes {@link #occupy}. */
    public synchronized void vacate(InetAddress address) {
        if (elsewhere.remove(address) != null && !held.containsKey(address)) {
            adjust(address, BigInteger.ONE.negate());
        }
    }

    /**
     * Takes back an address that was granted but not used: unless another one was granted since
     * then, it is the next again.
     */
    public synchronized void undo(InetAddress address, Holder holder) {
        boolean granted = holder.equals(held.get(address));
        release(address, holder);
        if (granted && range.contains(address)) {
            var offset = range.offsetOf(address);
            if (offset.add(BigInteger.ONE).mod(rangeSize).equals(next)) {
                next = offset;
            }
        }
    }

    /** Begins the first search at an offset, unless an earlier process has searched before. */
    public synchronized void begin(int offset) {
        if (!resumed) {
            next = BigInteger.valueOf(offset).mod(rangeSize);
        }
    }

    /** Records the last address of a container, replacing an earlier one. */
    public synchronized void remember(InetAddress address, String containerId) {
        last.values().removeIf(containerId::equals);
        last.remove(address);
        last.put(address, containerId);
    }

    /** Undoes {@link #remember} for a container. */
    public synchronized void forget(String containerId) {
        last.values().removeIf(containerId::equals);
    }

    /** The address with which the next search begins. */
    public synchronized InetAddress position() {
        return range.addressAt(next);
    }

    /** Restores the position of an earlier process; ignored outside the range. */
    public synchronized void resume(InetAddress position) {
        if (range.contains(position)) {
            next = range.offsetOf(position);
            resumed = true;
        }
    }

    /**
     * Restores a lease without checks; allocation continues after it, unless the position is known.
     */
    public synchronized void restore(InetAddress address, Holder holder) {
        hold(address, holder);
        if (!resumed && range.contains(address)) {
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
        if (subnet.family() == Family.IPV4) {
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
        count(address, BigInteger.ONE);
    }

    /** Of an address that only this host holds. */
    private void count(InetAddress address, BigInteger change) {
        if (!elsewhere.containsKey(address)) {
            adjust(address, change);
        }
    }

    private void adjust(InetAddress address, BigInteger change) {
        if (range.contains(address)) {
            heldInRange = heldInRange.add(change);
        }
    }

    private boolean isHeld(InetAddress address) {
        return held.containsKey(address) || elsewhere.containsKey(address);
    }
}
