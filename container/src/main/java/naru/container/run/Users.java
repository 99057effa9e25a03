package naru.container.run;

import naru.container.held.Registered;
import naru.container.image.model.ImageUse;

import java.util.List;
import java.util.Optional;

/** The containers that use an image or a volume. */
public final class Users {
    private final Registered registered;

    public Users(Registered registered) {
        this.registered = registered;
    }

    /** Who uses an image; one that runs before one that does not. */
    public Optional<ImageUse> ofImage(String imageId) {
        ImageUse stopped = null;
        for (var container : registered.all()) {
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
                registered.all().stream()
                        .filter(container -> container.record.imageId().equals(imageId))
                        .count();
    }

    /** Ids of those who mount a volume. */
    public List<String> ofVolume(String name) {
        return registered.all().stream()
                .filter(c -> c.record.mounts().stream().anyMatch(m -> name.equals(m.name())))
                .map(c -> c.id)
                .toList();
    }
}
