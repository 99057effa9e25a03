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
                        jsonb -> withoutNulls(new NetworkReply$PoolJsonAdapter(jsonb)))
                .add(NetworkReply.class, jsonb -> withoutNulls(new NetworkReplyJsonAdapter(jsonb)))
                .add(
                        NetworkReply.Ipam.class,
                        jsonb -> new Nulls<>(new NetworkReply$IpamJsonAdapter(jsonb), true))
                .add(
                        ContainerSummary.Port.class,
                        jsonb -> withoutNulls(new ContainerSummary$PortJsonAdapter(jsonb)))
                .add(
                        ContainerState.class,
                        jsonb -> withoutNulls(new ContainerStateJsonAdapter(jsonb)))
                .add(EventReply.class, jsonb -> withoutNulls(new EventReplyJsonAdapter(jsonb)))
                .add(ProgressLine.class, jsonb -> withoutNulls(new ProgressLineJsonAdapter(jsonb)))
                .add(
                        ProgressLine.Detail.class,
                        jsonb -> withoutNulls(new ProgressLine$DetailJsonAdapter(jsonb)))
                .add(StatsReply.class, jsonb -> withoutNulls(new StatsReplyJsonAdapter(jsonb)))
                .add(MountPoint.class, jsonb -> withoutNulls(new MountPointJsonAdapter(jsonb)))
                .add(
                        ContainerSummary.Host.class,
                        jsonb -> withoutNulls(new ContainerSummary$HostJsonAdapter(jsonb)))
                .add(
                        InfoReply.Firewall.class,
                        jsonb -> new LeftOutIfNull<>(new InfoReply$FirewallJsonAdapter(jsonb)))
                .add(ImageSummary.class, jsonb -> withoutNulls(new ImageSummaryJsonAdapter(jsonb)))
                .add(RemovalReply.class, jsonb -> withoutNulls(new RemovalReplyJsonAdapter(jsonb)));
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

    private static <T> JsonAdapter<T> withoutNulls(JsonAdapter<T> inner) {
        return new Nulls<>(inner, false);
    }

    /** Writes a record and nested ones with their nulls or without. */
    private record Nulls<T>(JsonAdapter<T> inner, boolean written) implements JsonAdapter<T> {
        @Override
        public void toJson(JsonWriter writer, T value) {
            var nulls = writer.serializeNulls();
            writer.serializeNulls(written);
            inner.toJson(writer, value);
            writer.serializeNulls(nulls);
        }

        @Override
        public T fromJson(JsonReader reader) {
            return inner.fromJson(reader);
        }
    }
}
