package naru.network;

import naru.network.change.GatewayNetwork;
import naru.network.change.LinkReadiness;
import naru.network.change.LiveEndpoints;
import naru.network.change.LivePorts;
import naru.network.change.NetworkKeeper;
import naru.network.change.PeerEndpoints;
import naru.network.change.Sandboxes;
import naru.network.change.VirtualAddresses;
import naru.network.change.VirtualBindings;
import naru.network.change.VirtualGroups;
import naru.network.desired.LastLeases;
import naru.network.desired.NetworkTable;
import naru.network.desired.SandboxTable;
import naru.network.driver.Driver;
import naru.network.driver.DriverFactory;
import naru.network.driver.DriverServices;
import naru.network.event.EventLog;
import naru.network.event.Listeners;
import naru.network.event.NetworkEvent.PortsChanged;
import naru.network.event.NetworkView;
import naru.network.firewall.Firewall;
import naru.network.firewall.PortAllocator;
import naru.network.host.Forwarding;
import naru.network.host.Host;
import naru.network.host.Namespaces;
import naru.network.journal.Journal;
import naru.network.plan.EndpointPlanner;
import naru.network.plan.HostSubnets;
import naru.network.plan.Ids;
import naru.network.plan.NetworkPlanner;
import naru.network.plan.PortPlanner;
import naru.network.plan.RulesPlanner;
import naru.network.pool.AddressSpace;
import naru.network.pool.Holder;
import naru.network.reconcile.HostReconciler;
import naru.network.reconcile.RepairQueue;
import naru.network.reconcile.RouteTroubles;
import naru.network.reconcile.SandboxRepair;
import naru.network.record.Records;
import naru.network.relay.Relay;
import naru.network.settings.NetworkSettings;
import naru.network.shared.SharedNetworks;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** The parts of {@link Networks}, created once, from top to bottom. Nothing is read or changed. */
record NetworkComponents(
        Host host,
        Namespaces namespaces,
        List<Driver> drivers,
        Relay relay,
        Firewall firewall,
        RulesPlanner rules,
        VirtualAddresses virtuals,
        NetworkTable networks,
        SandboxTable table,
        LastLeases lastLeases,
        NetworkKeeper keeper,
        PeerEndpoints peers,
        SharedNetworks shared,
        LinkReadiness linkReadiness,
        Sandboxes sandboxes,
        LiveEndpoints endpoints,
        GatewayNetwork gateway,
        LivePorts livePorts,
        PortAllocator ports,
        Forwarding forwarding,
        RepairQueue repairQueue,
        HostReconciler reconciler,
        RouteTroubles troubles,
        Listeners listeners,
        String bootId) {
    static NetworkComponents of(
            NetworkSettings settings,
            Journal journal,
            Host host,
            Clock clock,
            RandomGenerator random,
            List<DriverFactory> factories,
            SharedNetworks shared) {
        var records = new Records();
        var ids = new Ids(random);
        var listeners = new Listeners(new EventLog<>(ids.log(), clock, new NetworkView()));
        var networks = new NetworkTable();
        var table = new SandboxTable(journal, records);
        var bootId = host.sysctl().read("kernel/random/boot_id");
        var namespaces = new Namespaces(host.namespaces(), settings.execRoot().resolve("netns"));
        var relay = new Relay(host, settings.relay(), settings.execRoot());
        var firewall = new Firewall(host, settings.firewall(), relay);
        var rules = new RulesPlanner(networks);
        var drivers =
                drivers(
                        factories,
                        new DriverServices(
                                host, namespaces, firewall, settings.ipForward(), clock, random));
        var space = new AddressSpace(settings.defaultPools(), random);
        var hostSubnets = new HostSubnets(host, settings.resolvConf());
        var planner = new NetworkPlanner(settings, drivers, networks, space, hostSubnets, clock);
        var keeper =
                new NetworkKeeper(
                        networks, table, planner, space, host, journal, records, listeners, ids,
                        shared);
        var ports = new PortAllocator(host.ports(), table::containerName);
        var lastLeases = new LastLeases(networks, journal, records);
        var endpointPlanner =
                new EndpointPlanner(
                        ids, holder -> describe(holder, table), lastLeases::find, shared);
        var portPlanner =
                new PortPlanner(ports, id -> networks.get(id.value()).planned(), relay.isOn());
        var bindings = new VirtualBindings(host, firewall);
        var groups =
                new VirtualGroups(networks, journal, records, bindings, endpointPlanner, listeners);
        var virtuals = new VirtualAddresses(networks, table, groups, bindings);
        listeners.add(virtuals);
        var sandboxes =
                new Sandboxes(
                        networks,
                        table,
                        endpointPlanner,
                        lastLeases,
                        portPlanner,
                        namespaces,
                        firewall,
                        rules,
                        listeners,
                        ids,
                        bootId);
        var linkReadiness = new LinkReadiness(host, namespaces, e -> networks.of(e).planned());
        var endpoints =
                new LiveEndpoints(
                        networks,
                        table,
                        endpointPlanner,
                        lastLeases,
                        portPlanner,
                        namespaces,
                        linkReadiness,
                        firewall,
                        rules,
                        listeners);
        var repair =
                new SandboxRepair(networks, table, namespaces, sandboxes, endpoints, listeners);
        var livePorts =
                new LivePorts(
                        table,
                        portPlanner,
                        rules,
                        firewall,
                        sandbox -> repair.repairEndpoints(sandbox, host, host),
                        sandbox -> listeners.record(new PortsChanged(sandbox)));
        var forwarding = new Forwarding(host, settings.ipForward());
        var repairQueue = new RepairQueue(host, networks, table, firewall, drivers.values());
        var troubles = new RouteTroubles(networks, listeners);
        var reconciler =
                new HostReconciler(
                        host,
                        networks,
                        keeper,
                        table,
                        repair,
                        virtuals,
                        firewall,
                        namespaces,
                        forwarding,
                        repairQueue,
                        troubles,
                        listeners,
                        clock);
        return new NetworkComponents(
                host,
                namespaces,
                List.copyOf(drivers.values()),
                relay,
                firewall,
                rules,
                virtuals,
                networks,
                table,
                lastLeases,
                keeper,
                new PeerEndpoints(networks, listeners),
                shared,
                linkReadiness,
                sandboxes,
                endpoints,
                new GatewayNetwork(networks, table, keeper, endpoints),
                livePorts,
                ports,
                forwarding,
                repairQueue,
                reconciler,
                troubles,
                listeners,
                bootId);
    }

    private static Map<String, Driver> drivers(
            List<DriverFactory> factories, DriverServices services) {
        return factories.stream()
                .flatMap(factory -> factory.create(services).stream())
                .collect(Collectors.toMap(Driver::name, driver -> driver));
    }

    /** The holder of an address, as text for users. */
    private static String describe(Holder holder, SandboxTable table) {
        return switch (holder) {
            case Holder.Endpoint(var id) ->
                    table.endpoint(id)
                            .map(a -> "container " + a.sandbox().containerName())
                            .orElse("a container that is starting or stopping");
            case Holder.Elsewhere(var text) -> text;
            case Holder.Gateway() -> "the gateway";
            case Holder.Alias(var name) -> "alias " + name;
            case Holder.Auxiliary(var name) -> "auxiliary address " + name;
            case Holder.Reserved() -> "the subnet itself";
        };
    }
}
