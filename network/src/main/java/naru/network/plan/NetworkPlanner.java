package naru.network.plan;

import naru.linux.address.Family;
import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.driver.Driver;
import naru.network.driver.PlannedNetwork;
import naru.network.model.IpamConfig;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolConfig;
import naru.network.option.NameOptions;
import naru.network.option.OptionReader;
import naru.network.option.PortOptionReader;
import naru.network.option.VirtualAliases;
import naru.network.pool.AddressSpace;
import naru.network.pool.PoolCheck;
import naru.network.settings.NetworkSettings;
import naru.network.shared.Existing;

import org.jspecify.annotations.Nullable;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Converts a request to a network with all defaults resolved: families, pools, gateway, driver.
 * Changes nothing. One thread at a time, because it reads the pools of other networks.
 */
public final class NetworkPlanner {
    private static final Logger log = System.getLogger(NetworkPlanner.class.getName());
    private static final String DHCP = "dhcp";
    private static final String ENABLE_IPV4 = "com.docker.network.enable_ipv4";
    private static final String ENABLE_IPV6 = "com.docker.network.enable_ipv6";

    private final NetworkSettings settings;
    private final Map<String, Driver> drivers;
    private final NetworkTable table;
    private final PoolPlanner pools;
    private final HostSubnets hostSubnets;
    private final Clock clock;

    public NetworkPlanner(
            NetworkSettings settings,
            Map<String, Driver> drivers,
            NetworkTable table,
            AddressSpace space,
            HostSubnets hostSubnets,
            Clock clock) {
        this.settings = settings;
        this.drivers = drivers;
        this.table = table;
        this.pools = new PoolPlanner(table, space, hostSubnets);
        this.hostSubnets = hostSubnets;
        this.clock = clock;
    }

    /** What a user may ask for. */
    public void checkSpec(NetworkSpec spec) {
        if (spec.name().isBlank()) {
            throw new NaruException.Invalid("invalid name: name is empty");
        }
        if (Network.isPredefined(spec.name()) || spec.name().equals("default")) {
            throw new NaruException.Forbidden(
                    "operation is not permitted on predefined " + spec.name() + " network ");
        }
        ConfigNetworks.check(spec);
        if (spec.configOnly()) {
            return; // a template is checked when a network is created from it
        }
        driver(spec).checkRequest(spec);
        var ipam = spec.ipam().driver();
        if (ipam.equals(DHCP)) {
            checkDhcp(spec);
        } else if (!ipam.isEmpty() && !ipam.equals("default")) {
            throw new NaruException.Invalid("invalid ipam driver: \"" + ipam + "\"");
        }
    }

    private static void checkDhcp(NetworkSpec spec) {
        boolean subnet =
                spec.ipam().pools().stream()
                        .anyMatch(pool -> pool.subnet() != null && !pool.subnet().contains(":"));
        if (!spec.driver().equals("macvlan") || subnet) {
            throw new NaruException.Invalid(
                    "ipam driver dhcp is for macvlan networks without an IPv4 subnet: the LAN's"
                            + " server knows the subnet");
        }
    }

    private Driver driver(NetworkSpec spec) {
        var driver = drivers.get(spec.driver());
        if (driver == null) {
            throw new NaruException.NotFound(
                    "could not find plugin %s in v1 plugin registry: plugin not found"
                            .formatted(spec.driver()));
        }
        return driver;
    }

    /** Plans a network with the id {@code id}, without the checks of user requests. */
    public NetworkEntry plan(NetworkSpec asked, NetworkId id) {
        var spec = ConfigNetworks.resolve(asked, table);
        checkName(spec, id);
        var entry = checked(driver(spec), network(spec, id, pools, Map.of()));
        var planned = entry.planned();
        checkClash(planned);
        checkHost(spec, planned);
        if (!spec.configOnly()) {
            planned.checkNew();
        }
        return entry;
    }

    /** Whether the network is for several hosts, and so is recorded in the store of all. */
    public boolean isShared(NetworkSpec spec) {
        return !spec.configOnly() && driver(spec).isShared();
    }

    /** Defines a network of all hosts. */
    public Network define(NetworkSpec asked, Existing existing) {
        var spec = ConfigNetworks.resolve(asked, table);
        checkName(spec, existing.id());
        var space = pools.space().another(existing.pools());
        for (var other : existing.networks()) {
            if (other.name().equals(spec.name())) {
                throw nameConflict(spec);
            }
            other.ipam().pools().forEach(pool -> space.claim(pool, other.id()));
        }
        var network =
                network(
                        spec,
                        existing.id(),
                        new PoolPlanner(table, space, hostSubnets),
                        existing.options());
        var entry = checked(driver(spec), network);
        entry.planned().checkNew();
        return entry.network();
    }

    private void checkName(NetworkSpec spec, NetworkId id) {
        var named = table.byName(spec.name());
        if (named.isPresent() && !named.get().id().equals(id)) {
            throw nameConflict(spec);
        }
    }

    private static NaruException nameConflict(NetworkSpec spec) {
        return new NaruException.Conflict("network with name " + spec.name() + " already exists");
    }

    /** Plans a network whose options are all valid. */
    private static NetworkEntry checked(Driver driver, Network network) {
        PortOptionReader.checkAnnouncements(network.options());
        var names = NameOptions.of(network.options());
        var planned = driver.plan(network);
        var entry = NetworkEntry.of(planned, names, VirtualAliases.of(network.options()));
        entry.checkVirtual();
        return entry;
    }

    /**
     * Plans a network from the journal. An earlier release may have accepted options that are
     * invalid now: then the network is broken or, if only names are concerned, has the defaults.
     */
    public NetworkEntry restore(Network network) {
        var planned = planAgain(network);
        try {
            var names = NameOptions.of(network.options());
            return NetworkEntry.of(planned, names, VirtualAliases.of(network.options()));
        } catch (NaruException.Invalid e) {
            log.log(Level.ERROR, "network " + network.name() + " has default names", e);
            return NetworkEntry.of(planned);
        }
    }

    private PlannedNetwork planAgain(Network network) {
        try {
            return Optional.ofNullable(drivers.get(network.driver()))
                    .orElseThrow(() -> new NaruException.NotFound("no driver " + network.driver()))
                    .plan(network);
        } catch (NaruException e) {
            log.log(Level.ERROR, "network " + network.name() + " is broken", e);
            return new BrokenNetwork(network, e);
        }
    }

    private Set<Family> families(NetworkSpec spec) {
        var families = EnumSet.noneOf(Family.class);
        if (isEnabled(spec, spec.enableIpv4(), ENABLE_IPV4, true)) {
            families.add(Family.IPV4);
        }
        if (isEnabled(spec, spec.enableIpv6(), ENABLE_IPV6, false)) {
            families.add(Family.IPV6);
        }
        return families;
    }

    /**
     * Without an explicit value, options apply, including the defaults of the driver's networks.
     */
    private boolean isEnabled(
            NetworkSpec spec, @Nullable Boolean said, String option, boolean usual) {
        return said == null ? new OptionReader(options(spec)).flag(option, usual) : said;
    }

    private static List<PoolConfig> pools(
            NetworkSpec spec,
            Driver driver,
            Set<Family> families,
            PoolPlanner planner,
            Map<String, String> options) {
        if (spec.configOnly()) {
            return PoolCheck.check(spec.ipam().pools());
        }
        if (!driver.hasAddresses()) {
            return List.of();
        }
        var pooled = EnumSet.copyOf(families);
        if (isByDhcp(spec)) {
            pooled.remove(Family.IPV4);
        }
        var checked = planner.plan(spec.ipam().pools(), pooled);
        return checked.stream().map(pool -> withGateway(pool, spec, driver, options)).toList();
    }

    private static PoolConfig withGateway(
            PoolConfig pool, NetworkSpec spec, Driver driver, Map<String, String> options) {
        if (pool.gateway() != null || driver.hasGateway(options, pool.family())) {
            return PoolPlanner.withGateway(pool);
        }
        return spec.internal()
                ? pool
                : driver.assumedRouter(options, pool).map(pool::withGateway).orElse(pool);
    }

    /** A Compose file of version 3 names an IPv6 subnet and cannot enable IPv6. */
    private static List<PoolConfig> unusedPools(
            NetworkSpec spec, Driver driver, Set<Family> families) {
        if (spec.configOnly() || !driver.hasAddresses()) {
            return List.of();
        }
        return PoolCheck.check(spec.ipam().pools()).stream()
                .filter(pool -> !families.contains(pool.family()))
                .toList();
    }

    private static boolean isByDhcp(NetworkSpec spec) {
        return spec.ipam().driver().equals(DHCP);
    }

    private Network network(
            NetworkSpec spec, NetworkId id, PoolPlanner planner, Map<String, String> defaults) {
        var driver = driver(spec);
        var families = families(spec);
        if (families.isEmpty()) {
            throw new NaruException.Invalid("IPv4 or IPv6 must be enabled");
        }
        var options = new LinkedHashMap<>(defaults);
        options.putAll(options(spec));
        var ipam =
                new IpamConfig(
                        isByDhcp(spec) ? DHCP : "default",
                        spec.ipam().options(),
                        pools(spec, driver, families, planner, options),
                        unusedPools(spec, driver, families));
        return new Network(
                id,
                spec.name(),
                clock.instant(),
                spec.driver(),
                driver.isShared() && !spec.configOnly() ? Network.SHARED : Network.LOCAL,
                families.contains(Family.IPV4),
                families.contains(Family.IPV6),
                ipam,
                spec.internal(),
                spec.attachable(),
                spec.ingress(),
                spec.configOnly(),
                spec.configFrom(),
                options,
                spec.labels());
    }

    private Map<String, String> options(NetworkSpec spec) {
        var options = new LinkedHashMap<String, String>();
        boolean defaults = spec.configFrom() == null && !spec.configOnly();
        if (defaults
                && !Network.isPredefined(spec.name())) { // predefined ones have keys of their own
            options.putAll(settings.defaultOptions().getOrDefault(spec.driver(), Map.of()));
        }
        options.putAll(spec.options());
        return options;
    }

    /** A requested subnet must not hide addresses that the host uses. */
    private void checkHost(NetworkSpec spec, PlannedNetwork planned) {
        if (spec.configOnly()
                || !planned.traits().ownsSubnets()
                || PoolCheck.check(spec.ipam().pools()).isEmpty()) {
            return;
        }
        var ours = table.exclusives();
        ours.add(planned.traits().exclusive());
        var taken = hostSubnets.list().stream().filter(t -> !ours.contains(t.link())).toList();
        for (var pool : planned.network().ipam().pools()) {
            HostSubnets.culprit(taken, pool.subnet())
                    .ifPresent(culprit -> {
                        throw new NaruException.Forbidden(
                                "invalid pool request: Pool overlaps with other one on this address"
                                        + " space: %s and %s of this host"
                                                .formatted(pool.subnet(), culprit.words()));
                    });
        }
    }

    private void checkClash(PlannedNetwork planned) {
        if (planned.network().configOnly()) {
            return;
        }
        var traits = planned.traits();
        for (var other : table.all()) {
            boolean elsewhere = other.network().configOnly() || other.network().isShared();
            if (elsewhere || planned.network().id().equals(other.id())) {
                continue;
            }
            planned.checkBeside(other.planned());
            boolean same =
                    !traits.exclusive().isEmpty()
                            && traits.exclusive().equals(other.traits().exclusive());
            if (same) {
                throw clash(planned, other.planned(), "networks have same bridge name");
            }
            for (var pool : planned.network().ipam().pools()) {
                boolean overlap =
                        (traits.ownsSubnets() || other.traits().ownsSubnets())
                                && other.network().ipam().pools().stream()
                                        .anyMatch(p -> p.subnet().overlaps(pool.subnet()));
                if (overlap) {
                    var why = "networks have overlapping " + pool.family();
                    throw clash(planned, other.planned(), why);
                }
            }
        }
    }

    private static NaruException clash(PlannedNetwork one, PlannedNetwork other, String why) {
        return new NaruException.Forbidden(
                "cannot create network %s (%s): conflicts with network %s (%s): %s"
                        .formatted(
                                one.network().id(),
                                one.traits().exclusive(),
                                other.network().id(),
                                other.traits().exclusive(),
                                why));
    }
}
