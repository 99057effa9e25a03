package naru.container.image;

import naru.container.image.model.ImageUses;
import naru.container.image.store.ImageStore;
import naru.container.image.store.LayerStore;

import java.util.HashMap;
import java.util.Map;

/** Disk usage and shared layers of images, and the number of containers that use them. */
public final class ImageSizes {
    private final ImageStore store;
    private final ImageCatalog catalog;
    private final ImageUses uses;

    ImageSizes(ImageStore store, ImageCatalog catalog, ImageUses uses) {
        this.store = store;
        this.catalog = catalog;
        this.uses = uses;
    }

    /** The sizes of layers in bytes, by their chain ids. */
    Map<String, Long> layers() {
        var sizes = new HashMap<String, Long>();
        for (var image : store.all()) {
            var chains = LayerStore.chainIds(catalog.read(image).diffIds());
            for (int i = 0; i < chains.size(); i++) {
                sizes.put(chains.get(i), image.layers().get(i).size());
            }
        }
        return sizes;
    }

    /** The total size of all layers in bytes, each counted once. */
    public long total() {
        return layers().values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * The size of each image that is shared with others, and the number of its containers, by id.
     */
    public Map<String, Usage> usage() {
        var sizes = layers();
        var owners = new HashMap<String, Integer>();
        for (var image : catalog.all()) {
            LayerStore.chainIds(image.diffIds())
                    .forEach(chain -> owners.merge(chain, 1, Integer::sum));
        }
        var usage = new HashMap<String, Usage>();
        for (var image : catalog.all()) {
            long shared =
                    LayerStore.chainIds(image.diffIds()).stream()
                            .filter(chain -> owners.getOrDefault(chain, 1) > 1)
                            .mapToLong(chain -> sizes.getOrDefault(chain, 0L))
                            .sum();
            usage.put(image.id(), new Usage(shared, uses.count(image.id())));
        }
        return usage;
    }

    /** {@code sharedSize} is in bytes. */
    public record Usage(long sharedSize, int containers) {}
}
