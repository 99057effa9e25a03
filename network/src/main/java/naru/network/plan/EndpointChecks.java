package naru.network.plan;

import naru.linux.address.Family;
import naru.network.address.Addresses;
import naru.network.model.Endpoint;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;
import naru.network.model.Network;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/** Checks the settings of an endpoint, and reports errors in Docker's words. Changes nothing. */
public final class EndpointChecks {
    private EndpointChecks() {}

    /** The checks that do not require a container. */
    public static void check(Network network, EndpointSpec spec) {
        if (network.configOnly()) {
            throw new NaruException.Forbidden(
                    "cannot create endpoint on configuration-only network");
        }
        if (network.isShared() && !network.attachable()) {
            throw new NaruException.Forbidden(
                    ("Could not attach to network %1$s: rpc error: code = PermissionDenied desc ="
                                    + " network %1$s not manually attachable")
                            .formatted(network.name()));
        }
        var faults = new ArrayList<String>();
        boolean addressed = spec.ipv4Address() != null || spec.ipv6Address() != null;
        if (addressed && !network.hasNames()) {
            faults.add("user specified IP address is supported on user defined networks only");
        }
        if (!spec.aliases().isEmpty() && !network.hasNames()) {
            faults.add(
                    "network-scoped alias is supported only for containers in user defined"
                            + " networks");
        }
        if (network.hasNames()) {
            for (var family : Family.values()) {
                checkFamily(network, spec.address(family), family, faults);
            }
        }
        if (!faults.isEmpty()) {
            throw new NaruException.Invalid(
                    "invalid config for network %s: invalid endpoint settings:\n%s"
                            .formatted(network.name(), String.join("\n", faults)));
        }
    }

    /** Rejects a second endpoint of a container on a network. */
    public static void checkTwice(List<Endpoint> endpoints, Network network, String container) {
        if (endpoints.stream().anyMatch(e -> e.networkId().equals(network.id()))) {
            throw new NaruException.Forbidden(
                    "endpoint with name %s already exists in network %s"
                            .formatted(container, network.name()));
        }
    }

    private static void checkFamily(
            Network network, @Nullable InetAddress address, Family family, List<String> faults) {
        if (address == null || network.has(family)) {
            checkContained(network, address, faults);
            return;
        }
        faults.add(
                "%s is not enabled on network %s: it cannot have the address %s%s"
                        .formatted(
                                family,
                                network.name(),
                                Addresses.text(address),
                                family.choose("", " (docker network create --ipv6)")));
    }

    private static void checkContained(
            Network network, @Nullable InetAddress address, List<String> faults) {
        if (address == null) {
            return;
        }
        boolean contained =
                network.ipam().pools().stream().anyMatch(pool -> pool.subnet().contains(address));
        if (!contained) {
            faults.add(
                    "no configured subnet or ip-range contain the IP address "
                            + Addresses.text(address));
        }
    }
}
