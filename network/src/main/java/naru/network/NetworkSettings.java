package naru.network;

import naru.network.model.DefaultPool;
import naru.network.model.Prefix;

import org.jspecify.annotations.Nullable;

import java.net.InetAddress;
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
 * @param bridgeAddress address and length of docker0 [bip]; null for the first default pool
 * @param bridgeRange automatic addresses of docker0 [fixed-cidr]
 * @param bridgeMtu MTU of docker0 in bytes [mtu]
 * @param icc whether containers on docker0 reach each other [icc]
 * @param masquerade whether docker0's containers leave with the host's address [ip-masq]
 * @param bindAddress where ports of docker0 are bound by default [ip]
 * @param ipForward whether forwarding is turned on when it is off [ip-forward]
 * @param defaultOptions options by driver for networks that do not set them [default-network-opts]
 */
public record NetworkSettings(
        Path execRoot,
        Path resolvConf,
        List<DefaultPool> defaultPools,
        @Nullable Prefix bridgeAddress,
        @Nullable Prefix bridgeRange,
        int bridgeMtu,
        boolean icc,
        boolean masquerade,
        @Nullable InetAddress bindAddress,
        boolean ipForward,
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
                null,
                null,
                1500,
                true,
                true,
                null,
                true,
                Map.of());
    }
}
