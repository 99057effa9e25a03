package naru.linux.route.socket;

import static org.assertj.core.api.Assertions.assertThat;

import static java.net.InetAddress.ofLiteral;

import naru.linux.Netns;
import naru.linux.Scratch;
import naru.linux.address.Family;
import naru.linux.netlink.NetlinkMonitor;
import naru.linux.route.BridgeOptions;
import naru.linux.route.BridgePortFlag;
import naru.linux.route.InterfaceAddress;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.linux.route.Route;
import naru.linux.route.RouteEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;

class RouteMonitorLiveTest {
    private static final Duration SHORT = Duration.ofMillis(200);

    private Scratch scratch;
    private Netns host;
    private RouteSocket routes;

    @BeforeEach
    void open() {
        scratch = Scratch.create();
        host = scratch.netns("host");
        routes = Scratch.routes(host);
    }

    @AfterEach
    void close() {
        if (scratch != null) {
            routes.close();
            scratch.close();
        }
    }

    @Test
    void reportsChangesToLinksAddressesAndRoutes() {
        try (var monitor = host.call(() -> RouteMonitor.open())) {
            scratch.run("host", "ip", "link", "add", "br-a", "type", "bridge");
            scratch.run("host", "ip", "link", "set", "br-a", "up");
            scratch.run("host", "ip", "addr", "add", "10.99.0.1/16", "dev", "br-a");
            scratch.run("host", "ip", "route", "add", "10.50.0.0/16", "via", "10.99.0.9");
            scratch.run("host", "tc", "qdisc", "add", "dev", "br-a", "root", "pfifo");
            scratch.run("host", "ip", "link", "del", "br-a");

            List<RouteEvent> events = drain(monitor);
            assertThat(events)
                    .anyMatch(e -> e instanceof RouteEvent.LinkIs(Link l) && l.up())
                    .anyMatch(e ->
                            e instanceof RouteEvent.AddressIs(InterfaceAddress a)
                                    && a.address().equals(ofLiteral("10.99.0.1")))
                    .anyMatch(e ->
                            e instanceof RouteEvent.RouteIs(Route r)
                                    && ofLiteral("10.99.0.9").equals(r.gateway()))
                    .anyMatch(e -> e instanceof RouteEvent.QdiscChanged)
                    .anyMatch(e -> e instanceof RouteEvent.AddressGone)
                    .anyMatch(e ->
                            e instanceof RouteEvent.LinkGone(Link l) && l.name().equals("br-a"));
        }
    }

    @Test
    void reportsChangesToBridgeAndPorts() {
        scratch.run("host", "ip", "link", "add", "br-a", "type", "bridge");
        scratch.run("host", "ip", "link", "add", "v0", "master", "br-a", "type", "veth");
        try (var monitor = host.call(() -> RouteMonitor.open())) {
            scratch.run("host", "bridge", "link", "set", "dev", "v0", "learning", "off");
            scratch.run(
                    "host", "ip", "link", "set", "br-a", "up", "type", "bridge", "stp_state", "1");

            assertThat(drain(monitor))
                    .anyMatch(e ->
                            e instanceof RouteEvent.PortIs(Link l)
                                    && l.name().equals("v0")
                                    && l.port() instanceof Link.BridgePort(var flags, _)
                                    && !flags.contains(BridgePortFlag.LEARNING)
                                    && flags.contains(BridgePortFlag.UNICAST_FLOOD))
                    .anyMatch(e -> e instanceof RouteEvent.LinkIs(Link l) && l.stp());
        }
    }

    @Test
    void reportsDisabledForwarding() {
        for (var sysctl : List.of("net.ipv4.ip_forward", "net.ipv6.conf.all.forwarding")) {
            scratch.run("host", "sysctl", "-qw", sysctl + "=1");
            try (var monitor = host.call(() -> RouteMonitor.open())) {
                scratch.run("host", "sysctl", "-qw", sysctl + "=0");

                var family = sysctl.contains("ipv6") ? Family.IPV6 : Family.IPV4;
                int everywhere = RouteEvent.ForwardingIs.EVERYWHERE;
                assertThat(drain(monitor))
                        .contains(new RouteEvent.ForwardingIs(family, everywhere, false));
            }
        }
    }

    @Test
    void reportsLostNotificationsAndContinues() {
        var links = EnumSet.of(RouteMonitor.Topic.LINKS);
        try (var monitor = host.call(() -> RouteMonitor.open(links, 4096))) {
            for (int i = 0; i < 50; i++) {
                routes.apply(
                        new LinkChange.AddBridge("b" + i, LinkSettings.NONE, BridgeOptions.NONE));
            }
            assertThat(drain(monitor)).contains(new RouteEvent.Lost());
            routes.apply(LinkChange.up(LinkRef.of("b0")));
            assertThat(drain(monitor)).anyMatch(e -> e instanceof RouteEvent.LinkIs);
        }
    }

    @Test
    void closeWakesReader() throws InterruptedException {
        var monitor = host.call(() -> RouteMonitor.open());
        var reader = Thread.ofPlatform().start(() -> monitor.next(Duration.ofMinutes(1)));
        Thread.sleep(50);
        monitor.close();
        assertThat(reader.join(Duration.ofMinutes(1))).isTrue();
        assertThat(monitor.isOpen()).isFalse();
        monitor.close();
    }

    private static List<RouteEvent> drain(NetlinkMonitor<RouteEvent> monitor) {
        var events = new ArrayList<RouteEvent>();
        var event = monitor.next(SHORT);
        while (event.isPresent()) {
            events.add(event.get());
            event = monitor.next(SHORT);
        }
        return events;
    }
}
