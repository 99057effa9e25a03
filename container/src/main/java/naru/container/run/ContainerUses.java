package naru.container.run;

import naru.container.image.model.ImageUse;
import naru.container.state.ContainerTable;

import java.util.List;
import java.util.Optional;

/** The containers that use an image or a volume. */
public final class ContainerUses {
    private final ContainerTable table;

    public ContainerUses(ContainerTable table) {
        this.table = table;
    }

    /** Who uses an image; one that runs before one that does not. */
    public Optional<ImageUse> ofImage(String imageId) {
        ImageUse stopped = null;
        for (var container : table.all()) {
            if (container.record.imageId().equals(imageId)) {
                if (container.run.active()) {
                    return Optional.of(new ImageUse(container.id, true));
                }
                stopped = new ImageUse(container.id, false);
            }
        }
        return Optional.ofNullable(stopped);
    }

    public int countOfImage(String imageId) {
        return (int)
                table.all().stream()
                        .filter(container -> container.record.imageId().equals(imageId))
                        .count();
    }

    /** Ids of those who mount a volume. */
    public List<String> ofVolume(String name) {
        return table.all().stream()
                .filter(c -> c.record.mounts().stream().anyMatch(m -> name.equals(m.name())))
                .map(c -> c.id)
                .toList();
    }
}
