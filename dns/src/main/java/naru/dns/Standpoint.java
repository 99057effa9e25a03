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
 * What a sandbox's answers depend on. Replaced as a whole when the sandbox is attached, detached or
 * renamed.
 *
 * @param upstreams who is asked what the view does not know
 * @param keepsBareNames whether an unknown name without a dot gets an empty answer, so that the
 *     client goes on with its search domains; Docker does so when the user chose {@code ndots}
 *     above 0
 */
record Standpoint(View view, Supplier<Upstreams> upstreams, boolean keepsBareNames) {
    /** That of a sandbox as it is now. */
    static Standpoint of(
            Sandbox sandbox,
            Directory directory,
            Listings listings,
            Supplier<Upstreams> upstreams) {
        var networks = Listings.named(sandbox).map(Listings::network).toList();
        var own = listings.addresses(sandbox);
        return new Standpoint(
                directory.view(networks, links(sandbox), own),
                upstreams,
                keepsBareNames(sandbox.dns()));
    }

    /** Alias to container, out of {@code container:alias} or just {@code container}. */
    private static Map<String, String> links(Sandbox sandbox) {
        var links = new HashMap<String, String>();
        for (var link :
                Listings.named(sandbox).flatMap(endpoint -> endpoint.links().stream()).toList()) {
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
