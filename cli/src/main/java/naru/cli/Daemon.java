package naru.cli;

import naru.api.ApiServer;
import naru.api.DockerResources;
import naru.api.Listener;
import naru.api.NetworkEvents;
import naru.api.resource.DaemonFacts;
import naru.api.resource.Engine;
import naru.api.resource.ResourceGroup;
import naru.api.swarm.NodeEvents;
import naru.cli.claim.HostClaim;
import naru.cli.config.DaemonConfig;
import naru.cli.proxy.ProxyResource;
import naru.cluster.network.ClusterNetworks;
import naru.cluster.network.NodeNetworks;
import naru.cluster.network.OverlayTunnels;
import naru.cluster.node.ClusterControl;
import naru.cluster.node.ClusterNode;
import naru.cluster.node.LocalStatus;
import naru.container.ContainerRecords;
import naru.container.Containers;
import naru.container.event.DockerContainerEvents;
import naru.container.event.Events;
import naru.container.image.Images;
import naru.container.image.model.Proxies;
import naru.container.image.model.RegistrySettings;
import naru.container.model.ContainerSettings;
import naru.container.volume.Volumes;
import naru.dns.ForwardOptions;
import naru.dns.NameServer;
import naru.network.Networks;
import naru.network.driver.DriverFactory;
import naru.network.driver.overlay.OverlayDriver;
import naru.network.driver.overlay.OverlayPeers;
import naru.network.driver.overlay.Underlay;
import naru.network.driver.overlay.Underlay.Vtep;
import naru.network.host.Installations;
import naru.network.host.Instance;
import naru.network.host.linux.LinuxHost;
import naru.network.journal.Journal;
import naru.network.settings.NetworkSettings;
import naru.proxy.control.ProxyService;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A running engine. {@link #start} creates all parts, from top to bottom. */
final class Daemon implements AutoCloseable {
    private static final Logger log = System.getLogger(Daemon.class.getName());
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final Path HOST_FILES = Path.of("/etc");
    private static final List<Path> CERTIFICATES =
            List.of(Path.of("/etc/naru/certs.d"), Path.of("/etc/docker/certs.d"));

    private final RunningParts running;

    private Daemon(RunningParts running) {
        this.running = running;
    }

    /**
     * Returns once the API answers. Stops all parts if a later one fails to start.
     *
     * @param drivers the kinds of network
     */
    static Daemon start(
            DaemonOptions options,
            DaemonConfig config,
            List<Listener> listeners,
            List<DriverFactory> drivers)
            throws IOException {
        var running = new RunningParts();
        try {
            var faults = Faults.of(System.getenv()); // none except in tests
            var kernel = Faults.kernel(faults);
            var clock = Clock.systemUTC();
            var random = new SecureRandom();
            running.add(HostClaim.take()); // before anything is created or changed
            boolean mayHaveSurvivors = Files.exists(options.execRoot());
            Files.createDirectories(options.execRoot());

            // The desired state, on disk.
            var journal = running.add(Journal.open(options.dataRoot(), Faults.journal(faults)));
            var owner = Instance.of(options.dataRoot(), random);
            var events = new Events(clock);

            // The name server: stops last, because no other part depends on the parts below.
            var names = running.add(new NameServer(kernel, forwarding(config), random, clock));
            if (mayHaveSurvivors) {
                names.prepare();
            }

            // The network of this host, and networks that it shares with others.
            var host = running.add(LinuxHost.own(kernel, owner));
            Installations.admit(host.route().links(), owner); // before anything is made or changed
            var tunnels = new OverlayPeers();
            var shared =
                    new ClusterNetworks(ClusterControl.NONE, journal, new OverlayTunnels(tunnels));
            var networks =
                    new Networks(
                            networkSettings(options, config),
                            journal,
                            host,
                            clock,
                            random,
                            withOverlay(drivers, shared, tunnels),
                            shared);
            running.add(networks::stop);
            var answerHost = config.names().answerHost();
            if (answerHost != null) {
                names.answerHost(answerHost);
            }

            // The containers.
            var registries = registrySettings(config);
            var records = new ContainerRecords(journal);
            var images =
                    new Images(
                            options.dataRoot(),
                            journal,
                            events,
                            clock,
                            registries,
                            records.imageUses());
            var volumes =
                    new Volumes(
                            options.dataRoot(),
                            journal,
                            events,
                            kernel,
                            clock,
                            random,
                            records.volumeUses());
            var containers =
                    running.add(
                            new Containers(
                                    containerSettings(options, config),
                                    networks,
                                    records,
                                    images,
                                    volumes,
                                    names::sockets,
                                    events,
                                    kernel,
                                    clock,
                                    random));

            // All callbacks, in this order: the monitors of containers keep the name server's
            // sockets,
            // which it adopts when networks are restored. It is the first participant of networks,
            // because the files of a container name it. Docker's events of networks begin after
            // restoring, because what has survived is no event.
            names.keptBy(containers::kept);
            networks.addListener(names);
            networks.addListener(containers.networkListener());
            networks.addListener(shared);
            DockerContainerEvents.publish(containers.events(), events);

            // Reconciles the host with the journal, before clients may request changes.
            shared.load(networks);
            networks.restore(containers::isInhabited);
            var named = NamedCluster.of(config.store(), journal, host, shared);
            if (named.isPresent()) {
                running.add(named.get().start(networks));
            }
            containers.restore();
            NetworkEvents.publish(networks, events);

            // This host as a node of a cluster, if it is one.
            var cluster =
                    running.add(
                            new ClusterNode(
                                    config.cluster()
                                            .settings(
                                                    options.dataRoot().resolve("cluster"),
                                                    DaemonFacts.ENGINE_VERSION,
                                                    labels(config)),
                                    clock));
            NodeEvents.publish(cluster, events);
            if (named.isEmpty()) {
                var hostname = host.sysctl().read("kernel/hostname");
                cluster.listen(new NodeNetworks(shared, networks, hostname));
            }
            cluster.start();
            running.add(shared);
            if (named.isEmpty() && cluster.status().equals(LocalStatus.INACTIVE)) {
                shared.leave(); // what it had shared before
            }

            // The HTTP proxy, which follows the containers.
            var proxy =
                    running.add(
                            new ProxyService(
                                    config.proxy(),
                                    options.dataRoot(),
                                    options.execRoot(),
                                    containers,
                                    networks));
            proxy.start();

            var engine =
                    new Engine(
                            networks,
                            names,
                            containers,
                            images,
                            volumes,
                            events,
                            cluster,
                            options.dataRoot(),
                            facts(config));
            var resources = new ArrayList<>(DockerResources.of(engine));
            resources.add(ResourceGroup.of(() -> new ProxyResource(proxy), "proxy"));
            running.add(ApiServer.open(listeners, resources));
            return new Daemon(running);
        } catch (IOException | RuntimeException failure) {
            running.closeAfter(failure);
            throw failure;
        }
    }

    /** Stops the API and the monitors. Containers, their networks and their ports remain. */
    @Override
    public void close() {
        running.close();
    }

    private static NetworkSettings networkSettings(DaemonOptions options, DaemonConfig config) {
        return new NetworkSettings(
                options.execRoot(),
                RESOLV_CONF,
                config.defaultAddressPools(),
                config.bridge(),
                config.ipForward(),
                config.firewall(),
                config.userlandProxy() ? relay() : null,
                config.networkOptions());
    }

    /** The launcher sets its path; a product built without a C compiler lacks it. */
    private static @Nullable Path relay() {
        var program = Path.of(System.getProperty("naru.relay", "/usr/libexec/naru-relay"));
        if (Files.isExecutable(program)) {
            return program;
        }
        log.log(
                Level.WARNING,
                "{0} is missing: ports are published in the families of their containers only",
                program);
        return null;
    }

    private static ForwardOptions forwarding(DaemonConfig config) {
        return ForwardOptions.of(RESOLV_CONF)
                .withServeStale(Duration.ofSeconds(config.names().serveStale()));
    }

    private static DaemonFacts facts(DaemonConfig config) {
        return new DaemonFacts(
                config.labels(),
                config.defaultAddressPools(),
                registrySettings(config),
                config.containers().logging().type(),
                config.logLevel().equals("debug"));
    }

    /** The labels of the engine, as other nodes see them. */
    private static Map<String, String> labels(DaemonConfig config) {
        var labels = new HashMap<String, String>();
        for (var label : config.labels()) {
            var parts = label.split("=", 2);
            labels.put(parts[0], parts[1]);
        }
        return labels;
    }

    private static RegistrySettings registrySettings(DaemonConfig config) {
        var registries = config.registries();
        return new RegistrySettings(
                Set.copyOf(registries.insecure()),
                registries.mirrors(),
                CERTIFICATES,
                registries.proxies() == null ? Proxies.of(System.getenv()) : registries.proxies());
    }

    private static List<DriverFactory> withOverlay(
            List<DriverFactory> drivers, ClusterNetworks shared, OverlayPeers tunnels) {
        var all = new ArrayList<>(drivers);
        Underlay underlay = () -> shared.self().map(self -> new Vtep(self.tunnel(), self.port()));
        all.add(OverlayDriver.factory(underlay, tunnels));
        return all;
    }

    private static ContainerSettings containerSettings(DaemonOptions options, DaemonConfig config) {
        return new ContainerSettings(
                options.dataRoot(),
                options.execRoot(),
                HOST_FILES,
                config.names().servers(),
                config.names().search(),
                config.names().options(),
                config.names().hostGateways(),
                config.containers());
    }
}
