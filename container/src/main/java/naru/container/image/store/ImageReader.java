package naru.container.image.store;

import naru.container.config.ContainerConfig;
import naru.container.image.format.ConfigChanges;
import naru.container.image.format.Documents.HistoryEntry;
import naru.container.image.format.Documents.ImageConfig;
import naru.container.image.format.ImageRecord;
import naru.container.image.model.Image;
import naru.container.store.Codec;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Converts records to images; configurations are read from disk once. For any thread. */
public final class ImageReader {
    private static final ContainerConfig NO_CONFIG = ConfigChanges.apply(List.of());

    private final ImageStore store;
    private final Map<String, ImageConfig> configs = new ConcurrentHashMap<>();

    public ImageReader(ImageStore store) {
        this.store = store;
    }

    public Image read(ImageRecord record) {
        var config = configs.computeIfAbsent(record.id(), this::readConfig);
        return new Image(
                record.id(),
                record.tags(),
                record.digests(),
                orEmpty(record.parent()),
                orEmpty(config.comment()),
                orEmpty(config.author()),
                time(config.created()),
                orEmpty(config.architecture()),
                orEmpty(config.variant()),
                orEmpty(config.os()),
                record.size(),
                config.config() == null ? NO_CONFIG : config.config(),
                record.diffIds(),
                history(config, record),
                record.tagged() == null ? null : Instant.parse(record.tagged()));
    }

    private ImageConfig readConfig(String id) {
        try {
            return Codec.decode(ImageConfig.class, store.blobs().read(id));
        } catch (IOException failure) {
            throw new NaruException.HostFailure("image " + id + " is damaged: " + failure, failure);
        }
    }

    private static List<Image.History> history(ImageConfig config, ImageRecord record) {
        var entries = config.history() == null ? List.<HistoryEntry>of() : config.history();
        var history = new ArrayList<Image.History>();
        int layer = 0;
        for (var entry : entries) {
            boolean empty = Boolean.TRUE.equals(entry.emptyLayer());
            long size = 0;
            if (!empty && layer < record.layers().size()) {
                size = record.layers().get(layer++).size();
            }
            history.add(
                    new Image.History(
                            time(entry.created()),
                            orEmpty(entry.createdBy()),
                            orEmpty(entry.comment()),
                            empty,
                            size));
        }
        return history;
    }

    private static Instant time(@Nullable String text) {
        try {
            return text == null ? Instant.EPOCH : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException ignored) {
            return Instant.EPOCH; // informational only
        }
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
