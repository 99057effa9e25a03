package naru.network.plan;

import naru.network.address.Addresses;
import naru.network.desired.NetworkEntry;
import naru.network.desired.NetworkTable;
import naru.network.model.IpamSpec;
import naru.network.model.NaruException;
import naru.network.model.Network;
import naru.network.model.NetworkSpec;
import naru.network.model.PoolConfig;
import naru.network.model.PoolSpec;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Configuration-only networks: templates without endpoints, from which other networks take their
 * pools, options, labels and families.
 */
public final class ConfigNetworks {
    private static final String DRIVER = "null"; // what Docker shows of a template

    private ConfigNetworks() {}

    /**
     * Rejects options that exclude each other.
     *
     * @throws NaruException.Forbidden with Docker's texts
     */
    static void check(NetworkSpec spec) {
        if (spec.configOnly()) {
            checkTemplate(spec);
        }
        if (spec.configFrom() == null) {
            return;
        }
        var ipam = spec.ipam();
        boolean configured =
                Boolean.FALSE.equals(spec.enableIpv4())
                        || Boolean.TRUE.equals(spec.enableIpv6())
                        || !spec.labels().isEmpty()
                        || !ipam.options().isEmpty()
                        || !ipam.pools().isEmpty()
                        || !ipam.driver().equals(IpamSpec.DEFAULT.driver());
        if (configured) {
            throw new NaruException.Forbidden(
                    "user specified configurations are not supported if the network depends on a"
                            + " configuration network");
        }
        if (!spec.options().isEmpty()) {
            throw new NaruException.Forbidden(
                    "network driver options are not supported if the network depends on a"
                            + " configuration network");
        }
    }

    private static void checkTemplate(NetworkSpec spec) {
        if (spec.ingress() || spec.internal() || spec.attachable()) {
            throw new NaruException.Forbidden(
                    "configuration network can only contain network specific fields. Network"
                        + " operator fields like [ ingress | internal | attachable | scope ] are"
                        + " not supported.");
        }
        if (spec.configFrom() != null) {
            throw new NaruException.Forbidden(
                    "a configuration network cannot depend on another configuration network");
        }
    }

    /**
     * The spec completed by its template; a template itself with its own driver.
     *
     * @throws NaruException.NotFound if the template does not exist
     */
    static NetworkSpec resolve(NetworkSpec spec, NetworkTable table) {
        if (spec.configOnly()) {
            return spec.withDriver(DRIVER);
        }
        var name = spec.configFrom();
        if (name == null) {
            return spec;
        }
        var template =
                table.byName(name)
                        .map(NetworkEntry::network)
                        .filter(Network::configOnly)
                        .orElseThrow(() ->
                                new NaruException.NotFound(
                                        "configuration network \"%s\" does not exist"
                                                .formatted(name)));
        return apply(template, spec);
    }

    private static NetworkSpec apply(Network template, NetworkSpec spec) {
        var pools = template.ipam().pools().stream().map(ConfigNetworks::spec).toList();
        return new NetworkSpec(
                spec.name(),
                spec.driver(),
                template.enableIpv4(),
                template.enableIpv6(),
                new IpamSpec(template.ipam().driver(), template.ipam().options(), pools),
                spec.internal(),
                spec.attachable(),
                spec.ingress(),
                false,
                template.name(),
                template.options(),
                template.labels());
    }

    private static PoolSpec spec(PoolConfig pool) {
        Map<String, String> auxiliary = new LinkedHashMap<>();
        pool.auxiliaryAddresses()
                .forEach((name, address) -> auxiliary.put(name, Addresses.text(address)));
        var range = pool.ipRange();
        return new PoolSpec(
                pool.subnet().toString(),
                range == null ? null : range.toString(),
                text(pool.gateway()),
                auxiliary);
    }

    private static @Nullable String text(@Nullable InetAddress address) {
        return address == null ? null : Addresses.text(address);
    }

    /**
     * Rejects the deletion of a template that a network uses.
     *
     * @throws NaruException.Forbidden with Docker's text
     */
    public static void checkUnused(Network template, NetworkTable table) {
        boolean used =
                template.configOnly()
                        && table.all().stream()
                                .anyMatch(entry ->
                                        template.name().equals(entry.network().configFrom()));
        if (used) {
            throw new NaruException.Forbidden(
                    "error while removing network: configuration network \"%s\" is in use"
                            .formatted(template.name()));
        }
    }
}
