package naru.network.model;

import naru.network.publish.PublishedPort;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The network of a running container: a namespace with its endpoints, in the order of their
 * interfaces, and its published ports. {@code netns} is the file by which the namespace is entered,
 * for {@code nsenter --net=} as well. The gateway endpoints have the default routes; null if there
 * are none.
 *
 * @param readiness null in records of earlier daemons, and then {@code SERVING}
 */
public record Sandbox(
        SandboxId id,
        String containerId,
        String containerName,
        String hostname,
        SandboxSpec.Kind kind,
        Path netns,
        List<Endpoint> endpoints,
        List<PublishedPort> ports,
        @Nullable EndpointId ipv4GatewayEndpoint,
        @Nullable EndpointId ipv6GatewayEndpoint,
        DnsSettings dns,
        Readiness readiness) {
    public Sandbox {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
        readiness = orServing(readiness);
    }

    private static Readiness orServing(@Nullable Readiness readiness) {
        return readiness == null ? Readiness.SERVING : readiness;
    }

    public Optional<Endpoint> endpoint(NetworkId network) {
        for (Endpoint endpoint : endpoints) {
            if (endpoint.networkId().equals(network)) {
                return Optional.of(endpoint);
            }
        }
        return Optional.empty();
    }

    /** The same sandbox with other endpoints, ports and gateways. */
    public Sandbox with(
            List<Endpoint> newEndpoints,
            List<PublishedPort> newPorts,
            @Nullable EndpointId newIpv4Gateway,
            @Nullable EndpointId newIpv6Gateway) {
        return new Sandbox(
                id,
                containerId,
                containerName,
                hostname,
                kind,
                netns,
                newEndpoints,
                newPorts,
                newIpv4Gateway,
                newIpv6Gateway,
                dns,
                readiness);
    }

    /** The same sandbox with other published ports. */
    public Sandbox withPorts(List<PublishedPort> newPorts) {
        return with(endpoints, newPorts, ipv4GatewayEndpoint, ipv6GatewayEndpoint);
    }

    /** The same sandbox after its container has been renamed. */
    public Sandbox withName(String newName, List<Endpoint> newEndpoints) {
        return with(newName, newEndpoints, readiness);
    }

    /** The same sandbox after its container has become more or less able to serve. */
    public Sandbox withReadiness(Readiness newReadiness) {
        return with(containerName, endpoints, newReadiness);
    }

    private Sandbox with(String name, List<Endpoint> newEndpoints, Readiness newReadiness) {
        return new Sandbox(
                id,
                containerId,
                name,
                hostname,
                kind,
                netns,
                newEndpoints,
                ports,
                ipv4GatewayEndpoint,
                ipv6GatewayEndpoint,
                dns,
                newReadiness);
    }
}
