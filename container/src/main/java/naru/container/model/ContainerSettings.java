package naru.container.model;

import naru.container.config.HostDefaults;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.List;

/**
 * What the daemon's configuration says about containers. Names in brackets are the keys of Docker's
 * {@code daemon.json}.
 *
 * @param dataRoot where containers and their logs are kept
 * @param execRoot for what dies with the boot
 * @param hostFiles the folder of the host's hosts and resolv.conf, usually /etc
 * @param dns name servers for containers without their own [dns]
 * @param dnsSearch likewise [dns-search]
 * @param dnsOptions likewise [dns-opts]
 * @param hostGateways what {@code host-gateway} stands for; empty for docker0's [host-gateway-ips]
 * @param defaults what a container gets from its host when its creator says nothing
 */
public record ContainerSettings(
        Path dataRoot,
        Path execRoot,
        Path hostFiles,
        List<InetAddress> dns,
        List<String> dnsSearch,
        List<String> dnsOptions,
        List<InetAddress> hostGateways,
        HostDefaults defaults) {
    /** Candidates for the program behind {@code --init}; the first that is installed is used. */
    public static final List<Path> INIT_PROGRAMS =
            List.of(
                    Path.of("/usr/libexec/docker/docker-init"),
                    Path.of("/usr/bin/docker-init"),
                    Path.of("/usr/bin/tini-static"),
                    Path.of("/usr/bin/catatonit"));

    public ContainerSettings {
        dns = List.copyOf(dns);
        dnsSearch = List.copyOf(dnsSearch);
        dnsOptions = List.copyOf(dnsOptions);
        hostGateways = List.copyOf(hostGateways);
    }

    /** Docker's defaults for everything. */
    public static ContainerSettings standard(Path dataRoot, Path execRoot) {
        return new ContainerSettings(
                dataRoot,
                execRoot,
                Path.of("/etc"),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                HostDefaults.STANDARD);
    }
}
