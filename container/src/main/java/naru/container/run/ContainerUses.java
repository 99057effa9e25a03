package naru.container.run;

import naru.container.image.model.ImageUse;
import naru.container.image.model.ImageUses;
import naru.container.state.ContainerTable;

import java.util.List;
import java.util.Optional;

/** The containers that use an image or a volume. */
public record ContainerUses(ContainerTable table) implements ImageUses {
    @Override
    public Optional<ImageUse> of(String imageId) {
        ImageUse stopped = null;
        for (var container : table.all()) {
            if (container.record.imageId().equals(imageId)) {
                if (container.run().active()) {
                    return Optional.of(new ImageUse(container.id, true));
                }
                stopped = new ImageUse(container.id, false);
            }
        }
        return Optional.ofNullable(stopped);
    }

    @Override
    public int count(String imageId) {
        return (int)
                table.all().stream()
                        .filter(container -> container.record.imageId().equals(imageId))
                        .count();
    }

    /** The ids of the containers that mount a volume. */
    public List<String> ofVolume(String name) {
        return table.all().stream()
                .filter(c -> c.record.mounts().stream().anyMatch(m -> name.equals(m.name())))
                .map(c -> c.id)
                .toList();
    }
}
