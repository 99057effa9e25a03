package naru.dns;

import naru.dns.directory.Directory;
import naru.dns.directory.View;
import naru.dns.forward.Upstreams;
import naru.network.model.DnsSettings;
import naru.network.model.Sandbox;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The context of a sandbox's answers. Replaced as a whole when the sandbox is attached, detached or
 * renamed.
 *
 * @param upstreams servers for names that the view does not know
 * @param keepsBareNames whether an unknown name without a dot gets an empty answer, so that the
 *     client continues with its search domains; as in Docker if the user set {@code ndots} above 0
 */
record ResolverContext(View view, Supplier<Upstreams> upstreams, boolean keepsBareNames) {
    /** The context of a sandbox in its current state. */
    static ResolverContext of(
            Sandbox sandbox,
            Directory directory,
            NameRegistry listings,
            Supplier<Upstreams> upstreams) {
        var networks = NameRegistry.named(sandbox).map(NameRegistry::network).toList();
        var own = listings.addresses(sandbox);
        return new ResolverContext(
                directory.view(networks, links(sandbox), own),
                upstreams,
                keepsBareNames(sandbox.dns()));
    }

    /** Alias to container, from {@code container:alias} or just {@code container}. */
    private static Map<String, String> links(Sandbox sandbox) {
        var links = new HashMap<String, String>();
        for (var link :
                NameRegistry.named(sandbox)
                        .flatMap(endpoint -> endpoint.links().stream())
                        .toList()) {
            int colon = link.indexOf(':');
            links.put(link.substring(colon + 1), colon < 0 ? link : link.substring(0, colon));
        }
        return links;
    }

    private static boolean keepsBareNames(DnsSettings dns) {
        return dns.options().stream()
                .anyMatch(option -> option.startsWith("ndots:") && !option.equals("ndots:0"));
    }
}
