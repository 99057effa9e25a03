package naru.container.plan;

import naru.container.config.EndpointSettings;
import naru.container.store.ContainerRecord;
import naru.linux.address.Family;
import naru.network.Networks;
import naru.network.address.Addresses;
import naru.network.address.MacAddress;
import naru.network.model.Endpoint;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;
import naru.network.model.Network;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Between Docker's words for endpoints and the network's. */
public final class EndpointPlan {
    private EndpointPlan() {}

    /** A container's endpoints in the order of their interfaces: the main network's first. */
    public static List<EndpointSpec> specs(ContainerRecord record) {
        String main = record.hostConfig().networkMode();
        var names = new ArrayList<>(record.networks().keySet());
        names.sort(
                Comparator.comparing((String name) -> !name.equals(main))
                        .thenComparing(Comparator.naturalOrder()));
        var labels = EndpointLabels.of(record);
        var specs = new ArrayList<EndpointSpec>();
        for (String name : names) {
            var settings = record.networks().get(name);
            specs.add(spec(name, settings == null ? EndpointSettings.DEFAULT : settings, labels));
        }
        return specs;
    }

    /** Notes the addresses that a container names on its networks. */
    public static void remember(Networks networks, ContainerRecord record) {
        specs(record).forEach(spec -> networks.remember(record.id(), spec));
    }

    /** {@code labels} are those of the container. */
    public static EndpointSpec spec(
            String network, EndpointSettings settings, EndpointLabels labels) {
        var ipam = settings.ipamConfig();
        var linkLocal = new ArrayList<InetAddress>();
        if (ipam != null) {
            for (String address : ipam.linkLocalIps()) {
                linkLocal.add(parse(network, "link-local IP", address));
            }
        }
        return new EndpointSpec(
                network,
                ipam == null ? null : address(network, ipam.ipv4Address(), Family.IPV4),
                ipam == null ? null : address(network, ipam.ipv6Address(), Family.IPV6),
                linkLocal,
                mac(settings.macAddress()),
                labels.aliases(settings),
                settings.links(),
                labels.options(settings),
                settings.gwPriority());
    }

    private static @Nullable InetAddress address(String network, String text, Family family) {
        if (text.isEmpty()) {
            return null;
        }
        var address = parse(network, family.toString(), text);
        if (!family.has(address)) {
            throw invalid(network, family.toString(), text);
        }
        return address;
    }

    private static InetAddress parse(String network, String kind, String text) {
        try {
            return Addresses.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw invalid(network, kind, text);
        }
    }

    private static NaruException invalid(String network, String kind, String text) {
        return new NaruException.Invalid(
                "invalid config for network "
                        + network
                        + ": invalid endpoint settings:\ninvalid "
                        + kind
                        + " address: "
                        + text);
    }

    private static @Nullable MacAddress mac(String text) {
        @Nullable MacAddress address;
        try {
            address = text.isEmpty() ? null : MacAddress.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new NaruException.Invalid("invalid MAC address: " + text);
        }
        if (address != null && !address.isUnicast()) {
            throw new NaruException.Invalid(
                    "invalid MAC address: "
                            + text
                            + ": an interface cannot have a multicast"
                            + " address or 00:00:00:00:00:00");
        }
        return address;
    }

    /** What is configured, and how it stands. */
    public static EndpointSettings shown(EndpointSettings configured, Endpoint endpoint) {
        var ipv4 = endpoint.ipv4();
        var ipv6 = endpoint.ipv6();
        return new EndpointSettings(
                configured.ipamConfig(),
                configured.links(),
                configured.aliases(),
                endpoint.macAddress() == null ? "" : endpoint.macAddress().toString(),
                configured.driverOpts(),
                configured.gwPriority(),
                endpoint.networkId().toString(),
                endpoint.id().toString(),
                text(endpoint.ipv4Gateway()),
                ipv4 == null ? "" : Addresses.text(ipv4.address()),
                ipv4 == null ? 0 : ipv4.length(),
                text(endpoint.ipv6Gateway()),
                ipv6 == null ? "" : Addresses.text(ipv6.address()),
                ipv6 == null ? 0 : ipv6.length(),
                endpoint.dnsNames());
    }

    /** What is configured, and the properties that remain when the container has stopped. */
    public static EndpointSettings shownStopped(
            ContainerRecord record, EndpointSettings configured, Network network) {
        var aliases = EndpointLabels.of(record).aliases(configured);
        return new EndpointSettings(
                configured.ipamConfig(),
                configured.links(),
                configured.aliases(),
                configured.macAddress(),
                configured.driverOpts(),
                configured.gwPriority(),
                network.id().toString(),
                "",
                "",
                "",
                0,
                "",
                "",
                0,
                network.hasNames()
                        ? Endpoint.dnsNames(
                                record.name(), aliases, record.id(), record.config().hostname())
                        : List.of());
    }

    private static String text(@Nullable InetAddress address) {
        return address == null || address.isAnyLocalAddress() ? "" : Addresses.text(address);
    }
}
