package naru.network.plan;

import naru.linux.error.Errno;
import naru.linux.error.LinuxException;
import naru.linux.route.Link;
import naru.linux.route.LinkChange;
import naru.linux.route.LinkRef;
import naru.linux.route.LinkSettings;
import naru.network.host.Owner;
import naru.network.host.SandboxSession;
import naru.network.model.Endpoint;
import naru.network.model.EndpointSpec;
import naru.network.model.NaruException;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The names of interfaces inside a sandbox: a prefix and a number, or a name given by the user, to
 * which a name chosen by Naru yields.
 */
public final class InterfaceNames {
    private static final String OPTION = "com.docker.network.endpoint.ifname";
    private static final int MAX_LENGTH = 15; // IFNAMSIZ - 1, linux/if.h

    private InterfaceNames() {}

    /** The names that users have given to some of these endpoints. */
    public static Set<String> named(List<EndpointSpec> specs) {
        return specs.stream()
                .map(spec -> named(spec.driverOptions()))
                .flatMap(Optional::stream)
                .collect(Collectors.toSet());
    }

    private static Optional<String> named(Map<String, String> driverOptions) {
        return Optional.ofNullable(driverOptions.get(OPTION)).filter(name -> !name.isEmpty());
    }

    /**
     * The valid name given by a user, or the first free one with a number.
     *
     * @param taken by other interfaces
     * @param reserved for further interfaces, by users
     */
    static String choose(
            String prefix, EndpointSpec spec, Set<String> taken, Set<String> reserved) {
        var wanted = named(spec.driverOptions());
        if (wanted.isPresent()) {
            check(wanted.get(), taken);
            return wanted.get();
        }
        return free(prefix, taken, reserved);
    }

    private static String free(String prefix, Set<String> taken, Set<String> reserved) {
        int number = 0;
        while (taken.contains(prefix + number) || reserved.contains(prefix + number)) {
            number++;
        }
        return prefix + number;
    }

    private static void check(String name, Set<String> taken) {
        boolean odd = name.length() > MAX_LENGTH || name.contains("%") || name.contains("/");
        if (odd || name.isBlank() || name.equals("lo")) {
            throw new NaruException.Invalid("invalid interface name \"" + name + "\"");
        }
        if (taken.contains(name)) {
            throw new NaruException.HostFailure(
                    "error renaming interface to \"" + name + "\": file exists");
        }
    }

    /**
     * The endpoints of a sandbox that {@code joining} is to be attached to: an interface named by
     * Naru is renamed if the user requests its name.
     *
     * @param prefixes the prefix of Naru's names on the network of an endpoint
     */
    public static List<Endpoint> makingRoom(
            List<Endpoint> endpoints,
            EndpointSpec joining,
            Function<Endpoint, Optional<String>> prefixes) {
        var wanted = named(joining.driverOptions()).orElse("");
        var taken = new HashSet<String>();
        endpoints.forEach(endpoint -> taken.add(String.valueOf(endpoint.interfaceName())));
        var all = new ArrayList<Endpoint>();
        for (var endpoint : endpoints) {
            boolean gives =
                    wanted.equals(endpoint.interfaceName())
                            && named(endpoint.driverOptions().text()).isEmpty();
            var prefix = gives ? prefixes.apply(endpoint) : Optional.<String>empty();
            all.add(
                    prefix.map(p -> endpoint.withInterfaceName(free(p, taken, Set.of(wanted))))
                            .orElse(endpoint));
        }
        return all;
    }

    /** Renames the interfaces inside to the names of their endpoints. */
    public static void settle(SandboxSession inside, List<Endpoint> endpoints) {
        for (var endpoint : endpoints) {
            var name = endpoint.interfaceName();
            if (name != null) {
                find(inside, endpoint)
                        .filter(link -> !link.name().equals(name))
                        .ifPresent(link -> rename(inside, link, name));
            }
        }
    }

    private static Optional<Link> find(SandboxSession inside, Endpoint endpoint) {
        var mac = endpoint.macAddress();
        return inside.route().links().stream()
                .filter(link ->
                        Owner.names(link.alias(), endpoint.id())
                                || (mac != null
                                        && link.address() != null
                                        && link.address().bits() == mac.value()))
                .findFirst();
    }

    private static void rename(SandboxSession inside, Link link, String name) {
        try {
            var settings = LinkSettings.NONE.name(name);
            inside.route().apply(new LinkChange.Set(LinkRef.of(link.index()), settings));
        } catch (LinuxException e) {
            if (e.is(Errno.EBUSY)) {
                throw new NaruException.HostFailure(
                        "error renaming interface \"%s\" to \"%s\": Linux before 6.2 cannot rename one that is up"
                                .formatted(link.name(), name),
                        e);
            }
            throw e;
        }
    }
}
