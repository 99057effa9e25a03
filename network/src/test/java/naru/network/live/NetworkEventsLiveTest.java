package naru.network.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import naru.linux.Failpoint;
import naru.network.Networks;
import naru.network.event.NetworkEvent;
import naru.network.event.NetworkEvent.EndpointAttached;
import naru.network.event.NetworkEvent.EndpointRepaired;
import naru.network.event.NetworkEvent.PortsChanged;
import naru.network.event.NetworkEvent.Restored;
import naru.network.event.NetworkEvent.RulesRepaired;
import naru.network.event.NetworkListener;
import naru.network.event.NetworkSnapshot;
import naru.network.event.NetworkView;
import naru.network.event.Numbered;
import naru.network.event.Subscription;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkSpec;
import naru.network.model.Readiness;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;
import naru.network.option.NameOptions;
import naru.network.publish.PortRequest;
import naru.network.publish.Protocol;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/** Consumers of the event log know what the front door knows. */
class NetworkEventsLiveTest {
    private static final String WEB = "a".repeat(64);

    private final Lab lab = new Lab();

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void eventsLeadFromASnapshotToTheState() throws Exception {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var networks = lab.start();
        var view = new NetworkView();
        try (var watch = networks.events().watch()) {
            feed(view, watch.snapshot());
            for (int i = 0; i < 60; i++) {
                attempt(networks, random);
            }
            drain(watch.subscription()).forEach(event -> view.apply(event.event()));
        }

        var followed = view.snapshot();
        assertThat(followed.networks())
                .as("seed %d", seed)
                .containsExactlyInAnyOrderElementsOf(networks.list());
        assertThat(sorted(followed.sandboxes()))
                .as("seed %d", seed)
                .isEqualTo(sorted(networks.sandboxes()));
        assertThat(networks.events().watch().snapshot().sandboxes())
                .containsExactlyInAnyOrderElementsOf(followed.sandboxes());
    }

    @Test
    void snapshotHasWhatSurvivedARestart() {
        var networks = lab.start();
        networks.create(NetworkSpec.bridge("front"));
        var web = networks.open(SandboxSpec.of(WEB, "web", EndpointSpec.of("front")));

        var restarted = lab.start(Failpoint.NONE);
        restarted.restore(_ -> true);
        var snapshot = restarted.events().watch().snapshot();

        assertThat(snapshot.sandboxes()).containsExactly(web);
        assertThat(snapshot.networks().stream().map(Network::name))
                .contains("bridge", "host", "none", "front");
    }

    @Test
    void refusedChangesCauseNoEvents() throws Exception {
        var networks = lab.start();
        networks.create(NetworkSpec.bridge("front"));
        var position = networks.events().position();
        networks.addListener(
                new NetworkListener() {
                    @Override
                    public void networkCreated(Network network, NameOptions names) {
                        throw new NaruException.HostFailure("refused");
                    }
                });

        assertThatThrownBy(() -> networks.create(NetworkSpec.bridge("back"))).hasMessage("refused");
        assertThat(drain(networks.events().resume(position).orElseThrow())).isEmpty();
    }

    @Test
    void repairsAreEvents() throws Exception {
        var networks = lab.start();
        networks.create(NetworkSpec.bridge("front"));
        var web = networks.open(SandboxSpec.of(WEB, "web", EndpointSpec.of("front")));
        var endpoint = web.endpoints().getFirst();
        try (var watch = networks.events().watch()) {
            lab.run("ip", "link", "delete", endpoint.hostEnd());
            networks.reconcile();
            lab.run("nft", "flush", "chain", "inet", "naru", "forward");
            networks.reconcile();
            var events = drain(watch.subscription()).stream().map(Numbered::event).toList();

            assertThat(events)
                    .contains(new EndpointRepaired(web, endpoint), new RulesRepaired())
                    .allMatch(e -> e instanceof EndpointRepaired || e instanceof RulesRepaired);
            networks.reconcile();
            assertThat(drain(watch.subscription())).as("events without a repair").isEmpty();
        }
    }

    @Test
    void portsThatChangeAreEvents() throws Exception {
        var networks = lab.start();
        networks.create(NetworkSpec.bridge("front"));
        networks.create(NetworkSpec.bridge("back"));
        networks.open(SandboxSpec.of(WEB, "web", EndpointSpec.of("front")));
        try (var watch = networks.events().watch()) {
            networks.publish(WEB, List.of(PortRequest.of(Protocol.TCP, 8080, 80)));
            networks.attach(WEB, EndpointSpec.of("back"));
            var events = drain(watch.subscription()).stream().map(Numbered::event).toList();

            assertThat(events).hasSize(2);
            assertThat(events.getFirst())
                    .isInstanceOfSatisfying(
                            PortsChanged.class,
                            changed -> assertThat(changed.sandbox().ports()).isNotEmpty());
            assertThat(events.getLast()).isInstanceOf(EndpointAttached.class);
        }
    }

    private static void attempt(Networks networks, Random random) {
        var network = "n" + random.nextInt(3);
        var container = String.valueOf((char) ('a' + random.nextInt(3))).repeat(64);
        try {
            switch (random.nextInt(9)) {
                case 0, 1 -> networks.create(NetworkSpec.bridge(network));
                case 2 -> networks.delete(network);
                case 3, 4 ->
                        networks.open(
                                SandboxSpec.of(
                                        container,
                                        "c" + container.charAt(0),
                                        EndpointSpec.of(network)));
                case 5 -> networks.close(container);
                case 6 -> networks.attach(container, EndpointSpec.of(network));
                case 7 -> networks.detach(container, networks.get(network).id());
                default -> {
                    networks.ready(container, Readiness.UNHEALTHY);
                    networks.rename(container, "r" + random.nextInt(9));
                }
            }
        } catch (NaruException refused) {
            // an operation that makes no sense at this moment
        }
    }

    private static void feed(NetworkView view, NetworkSnapshot snapshot) {
        snapshot.networks()
                .forEach(n -> view.apply(new NetworkEvent.NetworkCreated(n, NameOptions.USUAL)));
        snapshot.sandboxes().forEach(s -> view.apply(new NetworkEvent.SandboxOpened(s)));
        view.apply(new Restored());
    }

    private static List<Sandbox> sorted(List<Sandbox> sandboxes) {
        return sandboxes.stream().sorted(Comparator.comparing(Sandbox::containerId)).toList();
    }

    private static List<Numbered<NetworkEvent>> drain(Subscription<NetworkEvent> subscription)
            throws InterruptedException {
        var events = new ArrayList<Numbered<NetworkEvent>>();
        var event = subscription.poll(Duration.ZERO);
        while (event != null) {
            events.add(event);
            event = subscription.poll(Duration.ZERO);
        }
        return events;
    }
}
