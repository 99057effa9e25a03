package naru.network.driver.lan;

import static java.util.Objects.requireNonNull;

import naru.linux.EthernetAddress;
import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.route.Change;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.network.address.MacAddress;
import naru.network.driver.EndpointAddresses;
import naru.network.driver.EndpointSysctls;
import naru.network.host.Host;
import naru.network.host.Namespaces;
import naru.network.host.NeighbourFrames;
import naru.network.host.Owner;
import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;
import naru.network.model.NaruException;
import naru.network.model.Network;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The endpoints of a network on a parent. Each is a single interface, created inside the sandbox;
 * the kernel deletes it with its parent, and a repair restores it.
 */
record LanEndpoints(Network network, LanSettings settings, Host host, Namespaces namespaces) {
    private static final int ANNOUNCEMENTS = 3;
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** Creates the interface; its alias, set with its addresses, marks it as complete. */
    void attach(Endpoint endpoint, SandboxSession inside) {
        var name = requireNonNull(endpoint.interfaceName());
        var found = inside.route().link(name);
        if (found.filter(link -> isWhole(link, endpoint)).isPresent()) {
            return;
        }
        found.ifPresent(half -> delete(half, inside));
        int index = born(endpoint, inside).index();
        var link = LinkRef.of(index);
        inside.route().apply(new LinkChange.Set(link, LinkSettings.NONE.name(name)));
        EndpointSysctls.set(endpoint, name, inside);
        announceWhenUp(endpoint, inside);
        var changes = new ArrayList<Change>();
        changes.addAll(EndpointAddresses.on(index, endpoint));
        changes.add(LinkChange.up(link));
        inside.later(changes);
        var whole = LinkSettings.NONE.alias(host.owner().tag(endpoint.id()));
        inside.last(() -> List.of(new LinkChange.Set(link, whole)));
    }

    private static boolean isWhole(Link link, Endpoint endpoint) {
        return Owner.names(link.alias(), endpoint.id());
    }

    /**
     * The interface with a unique name: Linux before 6.13 checks the name of a new link in the
     * namespace of the socket, where there may be an eth0, instead of in the link's own.
     */
    private Link born(Endpoint endpoint, SandboxSession inside) {
        var name = nameAtBirth(endpoint);
        if (inside.route().link(name).isEmpty()) { // otherwise left by an interrupted attach
            add(endpoint, name, inside);
        }
        return inside.route()
                .link(name)
                .orElseThrow(() -> new NaruException.HostFailure(name + " vanished"));
    }

    private static String nameAtBirth(Endpoint endpoint) {
        return "lan" + endpoint.id().shortId();
    }

    private void add(Endpoint endpoint, String name, SandboxSession inside) {
        var settings = LinkSettings.NONE.netns(inside.netns());
        var mac = endpoint.macAddress();
        if (mac != null) {
            settings = settings.address(new EthernetAddress(mac.value()));
        }
        if (settings().mtu() != null) {
            settings = settings.mtu(settings().mtu());
        }
        var parent = parent().orElseThrow(this::withoutParent);
        try {
            host.route().apply(settings().mode().add(name, parent.index(), settings));
        } catch (LinuxException e) {
            throw explained(e);
        }
    }

    private Optional<Link> parent() {
        return host.link(settings.parent().name());
    }

    private NaruException withoutParent() {
        return new NaruException.HostFailure(
                "the requested parent interface %s of network %s was not found on the host"
                        .formatted(settings.parent().name(), network.name()));
    }

    private NaruException explained(LinuxException e) {
        var parent = settings.parent().name();
        String why = "";
        if (e.is(Errno.EBUSY)) {
            why = parent + " carries the other kind of macvlan and ipvlan, or is a port: ";
        } else if (e.is(Errno.EINVAL)) {
            why = parent + " may carry another macvlan interface, or none in mode passthru: ";
        } else if (e.is(Errno.EADDRINUSE)) {
            why = "the MAC address is in use on " + parent + ": ";
        }
        return new NaruException.HostFailure(
                "failed to create the %s port of network %s: %s%s"
                        .formatted(settings.mode().kind(), network.name(), why, e.getMessage()),
                e);
    }

    /** The kernel announces the addresses to the neighbours as soon as the link is up. */
    private void announceWhenUp(Endpoint endpoint, SandboxSession inside) {
        if (!settings.mode().isLayer2()) {
            return;
        }
        var name = endpoint.interfaceName();
        if (endpoint.ipv4() != null) {
            inside.sysctl().write("net/ipv4/conf/" + name + "/arp_notify", "1");
        }
        if (endpoint.ipv6() != null) {
            inside.sysctl().write("net/ipv6/conf/" + name + "/ndisc_notify", "1");
        }
    }

    /**
     * Announces the addresses to the neighbours several times: announcements of the kernel were
     * lost while the parent was down. Does nothing for an endpoint that no longer exists.
     */
    void announce(Endpoint endpoint, BooleanSupplier isThere) {
        if (!settings.mode().isLayer2()) {
            return;
        }
        var parent = settings.parent().name();
        var mac = endpoint.macAddress() == null ? macOfParent() : endpoint.macAddress();
        if (mac == null) {
            return;
        }
        var frames =
                endpoint.addresses().stream()
                        .map(address -> NeighbourFrames.announcement(address.address(), mac))
                        .toList();
        host.announcer()
                .announce(
                        frames,
                        () ->
                                isThere.getAsBoolean()
                                        ? host.link(parent).map(Link::index).orElse(0)
                                        : 0,
                        ANNOUNCEMENTS,
                        PAUSE);
    }

    private @Nullable MacAddress macOfParent() {
        return parent().map(Link::address)
                .map(address -> new MacAddress(address.bits()))
                .orElse(null);
    }

    /** True also while there is no parent, since it cannot be repaired then. */
    boolean isInside(Endpoint endpoint, Path netns) {
        if (parent().isEmpty()) {
            return true;
        }
        try (var inside = namespaces.open(netns)) {
            return inside.route()
                    .link(requireNonNull(endpoint.interfaceName()))
                    .filter(link -> isWhole(link, endpoint))
                    .isPresent();
        }
    }

    private void deleteOurs(String name, SandboxSession inside) {
        inside.route()
                .link(name)
                .filter(link -> link.kind().equals(settings.mode().kind()))
                .ifPresent(link -> delete(link, inside));
    }

    private static void delete(Link link, SandboxSession inside) {
        inside.route().apply(new LinkChange.Delete(LinkRef.of(link.index())));
    }

    /**
     * The address must not be answered for, nor the parent be occupied, until the namespace ends.
     */
    void quiesce(Endpoint endpoint, Path netns) {
        if (!namespaces.exists(netns)) {
            return;
        }
        try (var inside = namespaces.open(netns)) {
            deleteOurs(requireNonNull(endpoint.interfaceName()), inside);
            deleteOurs(nameAtBirth(endpoint), inside);
        } catch (LinuxException e) {
            boolean gone =
                    e.is(Errno.ENODEV) || e.is(Errno.EINVAL); // EINVAL: the namespace has ended
            if (!gone) {
                throw e;
            }
        }
    }
}
