package naru.cluster.record;

import io.avaje.jsonb.Json;

import java.net.InetAddress;

/**
 * What a node reports of itself; see {@link NodeRecord}.
 *
 * @param address of the control plane
 * @param port of a manager there
 */
@Json
public record NodeReport(
        NodeDescription description, InetAddress address, int port, InetAddress dataPath) {}
