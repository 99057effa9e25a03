package naru.network.driver;

import naru.network.host.Host;
import naru.network.host.Namespaces;

import java.time.Clock;
import java.util.random.RandomGenerator;

/**
 * What drivers are built with.
 *
 * @param namespaces those of sandboxes
 * @param mayForward whether drivers may enable IPv6 forwarding on this host [ip-forward]
 */
public record DriverServices(
        Host host,
        Namespaces namespaces,
        BridgeFirewall firewall,
        boolean mayForward,
        Clock clock,
        RandomGenerator random) {}
