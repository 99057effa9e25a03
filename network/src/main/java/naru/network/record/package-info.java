/**
 * How networks and sandboxes are written in the journal: JSON, so that a person can read it. The
 * only place in the network that knows JSON. Start with {@link naru.network.record.Records}.
 */
@NullMarked
@Json.Import({
    NetworkRecord.class,
    SandboxRecord.class,
    LeaseRecord.class,
    WalkRecord.class,
    LastLease.class,
    VirtualRecord.class,
    Network.class,
    IpamConfig.class,
    PoolConfig.class,
    Sandbox.class,
    Endpoint.class,
    PublishedPort.class,
    PortRequest.class,
    DnsSettings.class
})
package naru.network.record;

import io.avaje.jsonb.Json;
import naru.network.model.DnsSettings;
import naru.network.model.Endpoint;
import naru.network.model.IpamConfig;
import naru.network.model.LastLease;
import naru.network.model.Network;
import naru.network.model.PoolConfig;
import naru.network.publish.PortRequest;
import naru.network.publish.PublishedPort;
import naru.network.model.Sandbox;
import org.jspecify.annotations.NullMarked;
