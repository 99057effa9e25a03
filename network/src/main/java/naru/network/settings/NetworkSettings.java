package naru.network.settings;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What the daemon's configuration says about networks. Names in brackets are the keys of Docker's
 * {@code daemon.json}.
 *
 * @param execRoot where {@code netns/} lies
 * @param resolvConf the host's resolver file; its name servers keep pools away from them
 * @param defaultPools where automatic subnets come from [default-address-pools]; empty means
 *     Docker's
 * @param bridge the network {@code bridge}
 * @param ipForward whether forwarding is turned on when it is off [ip-forward]
 * @param firewall how far it lets others in
 * @param relay the program that carries published ports between address families; null for none
 *     [userland-proxy]
 * @param defaultOptions options by driver for networks that do not set them [default-network-opts]
 */
public record NetworkSettings(
        Path execRoot,
        Path resolvConf,
        List<DefaultPool> defaultPools,
        DefaultBridge bridge,
        boolean ipForward,
        FirewallSettings firewall,
        @Nullable Path relay,
        Map<String, Map<String, String>> defaultOptions) {

    public NetworkSettings {
        defaultPools = List.copyOf(defaultPools);
        defaultOptions = Map.copyOf(defaultOptions);
    }

    /** Docker's defaults for everything. */
    public static NetworkSettings standard(Path execRoot) {
        return new NetworkSettings(
                execRoot,
                Path.of("/etc/resolv.conf"),
                List.of(),
                DefaultBridge.STANDARD,
                true,
                FirewallSettings.STANDARD,
                null,
                Map.of());
    }
}
