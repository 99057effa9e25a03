package naru.container.volume;

import java.util.List;

/** Which containers mount a volume; implemented by the containers' records. Any thread. */
@FunctionalInterface
public interface VolumeUses {
    /** The ids of the containers that mount the volume of this name. */
    List<String> of(String name);
}
