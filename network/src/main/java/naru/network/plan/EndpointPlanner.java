package naru.network.plan;

import naru.linux.address.Family;
import naru.network.address.Addresses;
import naru.network.address.MacAddress;
import naru.network.address.Prefix;
import naru.network.desired.NetworkEntry;
import naru.network.driver.AddressService;
import naru.network.driver.NetworkTraits.Interfaces;
import naru.network.model.Endpoint;
import naru.network.model.EndpointId;
import naru.network.model.EndpointSpec;
import naru.network.model.LastLease;
import naru.network.model.NaruException;
import naru.network.model.NetworkId;
import naru.network.pool.AddressPool;
import naru.network.pool.Allocation;
import naru.network.pool.Holder;
import naru.network.shared.SharedNetworks;
import naru.network.shared.SharedNetworks.Owner;
import naru.network.undo.Rollback;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;

/** Converts a request to an endpoint with addresses, MAC and interface names. Any thread. */
public final class EndpointPlanner {
    /** More consecutive conflicts mean that another allocator manages the subnet. */
    private static final int MAX_CONFLICTS = 16;

    private final Ids ids;
    private final Function<Holder, String> holderName;
    private final History history;
    private final SharedNetworks shared;

    public EndpointPlanner(
            Ids ids, Function<Holder, String> holderName, History history, SharedNetworks shared) {
        this.ids = ids;
        this.holderName = holderName;
        this.history = history;
        this.shared = shared;
    }

    /** What containers had last. */
    public interface History {
        Optional<LastLease> last(String containerId, NetworkId network);
    }

    /**
     * The container that an endpoint is for. {@code taken} are the interface names it has already,
     * {@code reserved} those that users have named for further endpoints, and {@code ipv6} is false
     * if the container has disabled IPv6.
     */
    public record Container(
            String id,
            String name,
            String hostname,
            Set<String> taken,
            Set<String> reserved,
            boolean ipv6) {
        public static Container of(
                String id, String name, String hostname, List<Endpoint> endpoints) {
            var taken = new HashSet<String>();
            endpoints.forEach(endpoint -> taken.add(String.valueOf(endpoint.interfaceName())));
            return new Container(id, name, hostname, taken, Set.of(), true);
        }

        public Container withIpv6(boolean on) {
            return new Container(id, name, hostname, taken, reserved, on);
        }

        public Container reserving(Set<String> names) {
            return new Container(id, name, hostname, taken, names, ipv6);
        }

        private Owner owner() {
            return new Owner(id, name);
        }

        public List<String> dnsNames(List<String> aliases) {
            return Endpoint.dnsNames(name, aliases, id, hostname);
        }
    }

    /** Plans an endpoint and allocates its addresses, which {@code rollback} releases. */
    public Endpoint plan(
            NetworkEntry entry, EndpointSpec spec, Container container, Rollback rollback) {
        EndpointChecks.check(entry.network(), spec);
        return entry.network().isShared()
                ? new SharedAttempts(shared, spec, container.owner())
                        .plan(attempt -> choose(entry, spec, container, attempt), rollback)
                : choose(entry, spec, container, rollback);
    }

    private Endpoint choose(
            NetworkEntry entry, EndpointSpec spec, Container container, Rollback rollback) {
        var network = entry.network();
        var options = entry.options(spec);
        var interfaces = entry.traits().interfaces();
        boolean linked = interfaces.isPresent();
        var id = ids.endpoint();
        var last = history.last(container.id(), network.id()).orElse(null);
        var mac =
                interfaces.filter(Interfaces::macAddresses).isPresent()
                        ? mac(entry, spec, container, last)
                        : null;
        var loan = network.enableIpv4() ? borrow(entry, id, mac, container, last, rollback) : null;
        var ipv4 =
                loan != null
                        ? loan.address()
                        : linked && network.enableIpv4()
                                ? allocate(entry, spec, Family.IPV4, id, last, rollback)
                                : null;
        boolean hasIpv6 = network.enableIpv6() && container.ipv6() && !options.disableIpv6();
        var ipv6 =
                linked && hasIpv6 ? allocate(entry, spec, Family.IPV6, id, last, rollback) : null;
        return new Endpoint(
                id,
                network.id(),
                network.name(),
                ipv4,
                ipv6,
                loan != null ? loan.gateway() : ipv4 == null ? null : gateway(entry, ipv4),
                ipv6 == null ? null : gateway(entry, ipv6),
                spec.linkLocalAddresses().stream()
                        .filter(local -> hasIpv6 || Family.IPV4.has(local))
                        .toList(),
                mac,
                interfaces
                        .map(Interfaces::prefix)
                        .map(prefix ->
                                InterfaceNames.choose(
                                        prefix, spec, container.taken(), container.reserved()))
                        .orElse(null),
                interfaces.filter(Interfaces::hostEnds).map(_ -> ids.hostEnd()).orElse(null),
                spec.aliases(),
                network.hasNames() ? container.dnsNames(spec.aliases()) : List.of(),
                spec.links(),
                options,
                spec.gatewayPriority());
    }

    /**
     * DHCP servers identify a container by its MAC address, which is therefore constant for them.
     */
    private MacAddress mac(
            NetworkEntry entry, EndpointSpec spec, Container container, @Nullable LastLease last) {
        if (spec.macAddress() != null) {
            return spec.macAddress();
        }
        if (last != null && last.mac() != null) {
            return last.mac();
        }
        if (entry.planned().addressService().isEmpty()) {
            return MacAddress.random(ids.random());
        }
        return MacAddress.random(new Random(Objects.hash(container.id(), entry.id().value())));
    }

    private static AddressService.@Nullable Loan borrow(
            NetworkEntry entry,
            EndpointId id,
            @Nullable MacAddress mac,
            Container container,
            @Nullable LastLease last,
            Rollback rollback) {
        var service = entry.planned().addressService();
        if (service.isEmpty() || mac == null) {
            return null;
        }
        rollback.add(() -> service.get().giveBack(id));
        var before = last == null ? null : last.ipv4();
        return service.get().take(id, mac, container.hostname(), before);
    }

    /** Internal networks have no external access, so their endpoints have no gateway. */
    private static @Nullable InetAddress gateway(NetworkEntry entry, Prefix address) {
        if (entry.network().internal()) {
            return null;
        }
        return entry.network().ipam().pools().stream()
                .filter(pool -> pool.subnet().contains(address.address()))
                .findFirst()
                .map(pool -> entry.planned().gateway(pool))
                .orElse(null);
    }

    private Prefix allocate(
            NetworkEntry entry,
            EndpointSpec spec,
            Family family,
            EndpointId id,
            @Nullable LastLease last,
            Rollback rollback) {
        var holder = new Holder.Endpoint(id);
        var wanted = spec.address(family);
        var before = last == null ? null : last.address(family);
        var lease =
                wanted == null
                        ? again(entry, before, holder).orElseGet(() -> next(entry, family, holder))
                        : named(entry, wanted, holder);
        rollback.add(() -> lease.pool().undo(lease.address(), holder));
        if (lease.pool().leases() > entry.traits().capacity()) {
            throw new NaruException.HostFailure(
                    "network %s is full: it has room for %d endpoints (exchange full)"
                            .formatted(entry.network().name(), entry.traits().capacity()));
        }
        return lease.pool().subnet().withAddress(lease.address());
    }

    /** The address that the container had last, if it is free. */
    private static Optional<Lease> again(
            NetworkEntry entry, @Nullable InetAddress before, Holder holder) {
        if (before == null) {
            return Optional.empty();
        }
        var pool = entry.pool(before).filter(each -> each.offers(before));
        boolean granted =
                pool.isPresent()
                        && pool.get().allocate(before, holder) instanceof Allocation.Granted;
        if (granted && entry.planned().conflictingHost(before).isPresent()) {
            pool.get().release(before, holder);
            return Optional.empty();
        }
        return granted ? Optional.of(new Lease(pool.get(), before)) : Optional.empty();
    }

    /** An address and the pool that it is from. */
    public record Lease(AddressPool pool, InetAddress address) {}

    /** The next free address of the first pool that has one; not one that another host uses. */
    public Lease next(NetworkEntry entry, Family family, Holder holder) {
        for (var pool : entry.pools(family)) {
            var passed = new ArrayList<InetAddress>();
            try {
                while (pool.allocate(holder) instanceof Allocation.Granted(var address)) {
                    if (entry.planned().conflictingHost(address).isEmpty()) {
                        return new Lease(pool, address);
                    }
                    passed.add(address); // held until another one is found, so that it is not
                    // allocated again
                    if (passed.size() > MAX_CONFLICTS) {
                        break;
                    }
                }
            } finally {
                passed.forEach(address -> pool.release(address, holder));
            }
        }
        throw new NaruException.HostFailure(
                "no available %s addresses on this network's address pools: %s (%s)"
                        .formatted(family, entry.network().name(), entry.id()));
    }

    private Lease named(NetworkEntry entry, InetAddress wanted, Holder holder) {
        var pool = entry.pool(wanted).orElseThrow();
        if (pool.allocate(wanted, holder) instanceof Allocation.Taken(var address, var other)) {
            throw new NaruException.Forbidden(
                    "Address already in use: %s is held by %s"
                            .formatted(Addresses.text(address), holderName.apply(other)));
        }
        var conflict = entry.planned().conflictingHost(wanted);
        if (conflict.isPresent()) {
            pool.release(wanted, holder);
            throw new NaruException.Forbidden(
                    "Address already in use: %s is used on the LAN of network %s by %s"
                            .formatted(
                                    Addresses.text(wanted),
                                    entry.network().name(),
                                    conflict.get()));
        }
        return new Lease(pool, wanted);
    }

    /** Releases the addresses of an endpoint. */
    public void release(Endpoint endpoint, NetworkEntry entry) {
        if (entry.network().isShared()) {
            shared.release(endpoint);
        }
        forEachAddress(endpoint, entry, (pool, address) -> pool.release(address, holder(endpoint)));
        entry.planned().addressService().ifPresent(service -> service.giveBack(endpoint.id()));
    }

    /** Allocates the addresses of an endpoint from before a restart. */
    public static void restore(Endpoint endpoint, NetworkEntry entry) {
        forEachAddress(endpoint, entry, (pool, address) -> pool.restore(address, holder(endpoint)));
        entry.planned().addressService().ifPresent(service -> service.resume(endpoint));
    }

    private static Holder holder(Endpoint endpoint) {
        return new Holder.Endpoint(endpoint.id());
    }

    private interface Use {
        public void of(AddressPool pool, InetAddress address);
    }

    private static void forEachAddress(Endpoint endpoint, NetworkEntry entry, Use use) {
        for (var prefix : endpoint.addresses()) {
            var address = prefix.address();
            entry.pool(address).ifPresent(pool -> use.of(pool, address));
        }
    }
}
