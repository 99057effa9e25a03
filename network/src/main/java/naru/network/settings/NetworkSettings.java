package naru.network.settings;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The daemon's configuration of networks. Names in brackets are the keys of Docker's {@code
 * daemon.json}.
 *
 * @param execRoot the directory of {@code netns/}
 * @param resolvConf the host's resolver file; pools avoid its name servers
 * @param defaultPools pools of automatic subnets [default-address-pools]; empty means Docker's
 * @param bridge the network {@code bridge}
 * @param ipForward whether forwarding is enabled if it is off [ip-forward]
 * @param firewall access from outside
 * @param relay the relay program of published ports between address families; null for none
 *     [userland-proxy]
 * @param defaultOptions default options by driver [default-network-opts]
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
