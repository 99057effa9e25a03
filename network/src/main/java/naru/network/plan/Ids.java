package naru.network.plan;

import naru.network.model.EndpointId;
import naru.network.model.NetworkId;
import naru.network.model.SandboxId;

import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** New ids and names. */
public record Ids(RandomGenerator random) {
    public NetworkId network() {
        return new NetworkId(hex(32));
    }

    EndpointId endpoint() {
        return new EndpointId(hex(32));
    }

    public SandboxId sandbox() {
        return new SandboxId(hex(32));
    }

    /** The identifier of an event log of this process. */
    public String log() {
        return hex(8);
    }

    /**
     * A name for the host end of a veth pair. Not reused, because the kernel removes old links
     * late.
     */
    String hostEnd() {
        return "veth" + hex(4).substring(0, 7);
    }

    private String hex(int bytes) {
        byte[] raw = new byte[bytes];
        random.nextBytes(raw);
        return HexFormat.of().formatHex(raw);
    }
}
