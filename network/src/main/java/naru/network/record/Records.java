package naru.network.record;

import io.avaje.json.JsonAdapter;
import io.avaje.jsonb.JsonType;
import io.avaje.jsonb.Jsonb;
import io.avaje.jsonb.Types;

import naru.network.address.Addresses;
import naru.network.address.MacAddress;
import naru.network.address.Prefix;
import naru.network.json.MapKeys;
import naru.network.json.MappedAdapter;
import naru.network.json.TextAdapter;
import naru.network.model.DriverOptions;
import naru.network.model.EndpointId;
import naru.network.model.NetworkId;
import naru.network.model.SandboxId;
import naru.network.option.EndpointOptionReader;

import java.net.InetAddress;
import java.nio.file.Path;
import java.util.Map;

/** Encodes and decodes what the network keeps in the journal. */
public final class Records {
    /** Journal keys of networks begin with this and a slash. */
    public static final String NETWORK = "network";

    /** Journal keys of sandboxes begin with this and a slash. */
    public static final String SANDBOX = "sandbox";

    /** Journal keys of virtual addresses begin with this and a slash. */
    public static final String VIRTUAL = "virtual";

    /** Journal keys of last leases begin with this and a slash. */
    public static final String LEASE = "lease";

    /** Journal keys of walks through pools begin with this and a slash. */
    public static final String WALK = "walk";

    private final JsonType<NetworkRecord> networks;
    private final JsonType<SandboxRecord> sandboxes;
    private final JsonType<VirtualRecord> virtuals;
    private final JsonType<LeaseRecord> leases;
    private final JsonType<WalkRecord> walks;

    /** Built once: the builder is slow, and not for several threads. */
    private static final Jsonb JSONB =
            Jsonb.builder()
                    .add(new MapKeys())
                    .add(DriverOptions.class, Records::driverOptions)
                    .add(InetAddress.class, text(Addresses::text, InetAddress::ofLiteral))
                    .add(Prefix.class, text(Prefix::toString, Prefix::parse))
                    .add(MacAddress.class, text(MacAddress::toString, MacAddress::parse))
                    .add(Path.class, text(Path::toString, Path::of))
                    .add(NetworkId.class, text(NetworkId::value, NetworkId::new))
                    .add(EndpointId.class, text(EndpointId::value, EndpointId::new))
                    .add(SandboxId.class, text(SandboxId::value, SandboxId::new))
                    .build();

    public Records() {
        networks = JSONB.type(NetworkRecord.class);
        sandboxes = JSONB.type(SandboxRecord.class);
        virtuals = JSONB.type(VirtualRecord.class);
        leases = JSONB.type(LeaseRecord.class);
        walks = JSONB.type(WalkRecord.class);
    }

    public byte[] encode(NetworkRecord value) {
        return networks.toJsonBytes(value);
    }

    public byte[] encode(SandboxRecord value) {
        return sandboxes.toJsonBytes(value);
    }

    public byte[] encode(VirtualRecord value) {
        return virtuals.toJsonBytes(value);
    }

    public byte[] encode(LeaseRecord value) {
        return leases.toJsonBytes(value);
    }

    public byte[] encode(WalkRecord value) {
        return walks.toJsonBytes(value);
    }

    public LeaseRecord lease(byte[] json) {
        return leases.fromJson(json);
    }

    public WalkRecord walk(byte[] json) {
        return walks.fromJson(json);
    }

    public VirtualRecord virtual(byte[] json) {
        return virtuals.fromJson(json);
    }

    public NetworkRecord network(byte[] json) {
        return networks.fromJson(json);
    }

    public SandboxRecord sandbox(byte[] json) {
        return sandboxes.fromJson(json);
    }

    /** As text: the values are read from it. */
    private static JsonAdapter<DriverOptions> driverOptions(Jsonb jsonb) {
        JsonAdapter<Map<String, String>> text =
                jsonb.adapter(Types.newParameterizedType(Map.class, String.class, String.class));
        return new MappedAdapter<>(text, DriverOptions::text, EndpointOptionReader::restore);
    }

    private static <T> JsonAdapter<T> text(
            java.util.function.Function<T, String> print,
            java.util.function.Function<String, T> parse) {
        return new TextAdapter<>(print, parse).nullSafe();
    }
}
