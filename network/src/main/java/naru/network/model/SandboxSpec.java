package naru.network.model;

import naru.network.publish.PortRequest;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The network that a starting container requests. Interfaces are named in the order of {@code
 * endpoints}. {@code sysctls} are names such as {@code net.ipv4.ip_forward} with their values, set
 * inside the namespace. A container that shares another one's namespace has no sandbox of its own.
 *
 * @param readiness the initial readiness
 */
public record SandboxSpec(
        String containerId,
        String containerName,
        String hostname,
        Kind kind,
        List<EndpointSpec> endpoints,
        List<PortRequest> ports,
        Map<String, String> sysctls,
        DnsSettings dns,
        Readiness readiness) {
    public SandboxSpec {
        endpoints = List.copyOf(endpoints);
        ports = List.copyOf(ports);
        sysctls = Values.copy(sysctls);
    }

    /** The namespace of the container. */
    public enum Kind {
        /** Its own, created at its start. */
        PRIVATE,
        /** The host's; no kernel objects are created. */
        HOST
    }

    /** A container with one network, without ports, with defaults otherwise. */
    public static SandboxSpec of(String containerId, String containerName, EndpointSpec endpoint) {
        return new SandboxSpec(
                containerId,
                containerName,
                containerId.substring(0, 12),
                Kind.PRIVATE,
                List.of(endpoint),
                List.of(),
                Map.of(),
                DnsSettings.HOST,
                Readiness.SERVING);
    }

    public SandboxSpec withPorts(List<PortRequest> newPorts) {
        return with(endpoints, newPorts);
    }

    /** The same container with one more network. */
    public SandboxSpec withEndpoint(EndpointSpec endpoint) {
        return with(Stream.concat(endpoints.stream(), Stream.of(endpoint)).toList(), ports);
    }

    private SandboxSpec with(List<EndpointSpec> newEndpoints, List<PortRequest> newPorts) {
        return new SandboxSpec(
                containerId,
                containerName,
                hostname,
                kind,
                newEndpoints,
                newPorts,
                sysctls,
                dns,
                readiness);
    }
}
