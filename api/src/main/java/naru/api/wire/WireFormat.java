package naru.api.wire;

import io.avaje.json.JsonAdapter;
import io.avaje.json.JsonReader;
import io.avaje.json.JsonWriter;
import io.avaje.jsonb.Jsonb;

import naru.api.json.container.ContainerSummary;
import naru.api.json.container.ContainerSummary$HostJsonAdapter;
import naru.api.json.container.ContainerSummary$PortJsonAdapter;
import naru.api.json.container.StatsReply;
import naru.api.json.container.StatsReplyJsonAdapter;
import naru.api.json.image.ImageSummary;
import naru.api.json.image.ImageSummaryJsonAdapter;
import naru.api.json.image.ProgressLine;
import naru.api.json.image.ProgressLine$DetailJsonAdapter;
import naru.api.json.image.ProgressLineJsonAdapter;
import naru.api.json.image.RemovalReply;
import naru.api.json.image.RemovalReplyJsonAdapter;
import naru.api.json.network.NetworkReply;
import naru.api.json.network.NetworkReply$IpamJsonAdapter;
import naru.api.json.network.NetworkReply$PoolJsonAdapter;
import naru.api.json.network.NetworkReplyJsonAdapter;
import naru.api.json.system.EventReply;
import naru.api.json.system.EventReplyJsonAdapter;
import naru.api.json.system.InfoReply;
import naru.api.json.system.InfoReply$FirewallJsonAdapter;
import naru.container.config.MountPoint;
import naru.container.config.MountPointJsonAdapter;
import naru.container.model.ContainerState;
import naru.container.model.ContainerStateJsonAdapter;
import naru.network.json.MapKeys;

import org.jspecify.annotations.Nullable;

/**
 * The fields that are omitted if null, like Go's {@code omitempty}. All others are sent as null.
 */
final class WireFormat {
    private WireFormat() {}

    static Jsonb.Builder configure(Jsonb.Builder builder) {
        return builder.add(new MapKeys())
                .add(
                        NetworkReply.Pool.class,
                        jsonb -> new WithoutNulls<>(new NetworkReply$PoolJsonAdapter(jsonb)))
                .add(
                        NetworkReply.class,
                        jsonb -> new WithoutNulls<>(new NetworkReplyJsonAdapter(jsonb)))
                .add(
                        NetworkReply.Ipam.class,
                        jsonb -> new WithNulls<>(new NetworkReply$IpamJsonAdapter(jsonb)))
                .add(
                        ContainerSummary.Port.class,
                        jsonb -> new WithoutNulls<>(new ContainerSummary$PortJsonAdapter(jsonb)))
                .add(
                        ContainerState.class,
                        jsonb -> new WithoutNulls<>(new ContainerStateJsonAdapter(jsonb)))
                .add(
                        EventReply.class,
                        jsonb -> new WithoutNulls<>(new EventReplyJsonAdapter(jsonb)))
                .add(
                        ProgressLine.class,
                        jsonb -> new WithoutNulls<>(new ProgressLineJsonAdapter(jsonb)))
                .add(
                        ProgressLine.Detail.class,
                        jsonb -> new WithoutNulls<>(new ProgressLine$DetailJsonAdapter(jsonb)))
                .add(
                        StatsReply.class,
                        jsonb -> new WithoutNulls<>(new StatsReplyJsonAdapter(jsonb)))
                .add(
                        MountPoint.class,
                        jsonb -> new WithoutNulls<>(new MountPointJsonAdapter(jsonb)))
                .add(
                        ContainerSummary.Host.class,
                        jsonb -> new WithoutNulls<>(new ContainerSummary$HostJsonAdapter(jsonb)))
                .add(
                        InfoReply.Firewall.class,
                        jsonb -> new LeftOutIfNull<>(new InfoReply$FirewallJsonAdapter(jsonb)))
                .add(
                        ImageSummary.class,
                        jsonb -> new WithoutNulls<>(new ImageSummaryJsonAdapter(jsonb)))
                .add(
                        RemovalReply.class,
                        jsonb -> new WithoutNulls<>(new RemovalReplyJsonAdapter(jsonb)));
    }

    /** Omits a field of a record if it is null. */
    private record LeftOutIfNull<T>(JsonAdapter<T> inner) implements JsonAdapter<T> {
        @Override
        public void toJson(JsonWriter writer, @Nullable T value) {
            if (value != null) {
                inner.toJson(writer, value);
                return;
            }
            var nulls = writer.serializeNulls();
            writer.serializeNulls(false);
            writer.nullValue();
            writer.serializeNulls(nulls);
        }

        @Override
        public T fromJson(JsonReader reader) {
            return inner.fromJson(reader);
        }
    }

    /** Writes a record and nested ones without nulls. */
    private record WithoutNulls<T>(JsonAdapter<T> inner) implements JsonAdapter<T> {
        @Override
        public void toJson(JsonWriter writer, T value) {
            var nulls = writer.serializeNulls();
            writer.serializeNulls(false);
            inner.toJson(writer, value);
            writer.serializeNulls(nulls);
        }

        @Override
        public T fromJson(JsonReader reader) {
            return inner.fromJson(reader);
        }
    }

    /** Writes a record with its nulls inside one without them. */
    private record WithNulls<T>(JsonAdapter<T> inner) implements JsonAdapter<T> {
        @Override
        public void toJson(JsonWriter writer, T value) {
            var nulls = writer.serializeNulls();
            writer.serializeNulls(true);
            inner.toJson(writer, value);
            writer.serializeNulls(nulls);
        }

        @Override
        public T fromJson(JsonReader reader) {
            return inner.fromJson(reader);
        }
    }
}
