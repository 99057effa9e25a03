package naru.container;

import naru.container.image.model.ImageUses;
import naru.container.run.ContainerUses;
import naru.container.state.ContainerTable;
import naru.container.volume.VolumeUses;
import naru.network.journal.Journal;

/**
 * The containers that the journal records. They are read before images, volumes and {@link
 * Containers} are opened: images and volumes in use must not be removed.
 */
public final class ContainerRecords {
    private final ContainerTable table;
    private final ContainerUses uses;

    public ContainerRecords(Journal journal) {
        table = new ContainerTable(journal);
        uses = new ContainerUses(table);
    }

    public ImageUses imageUses() {
        return uses;
    }

    public VolumeUses volumeUses() {
        return uses::ofVolume;
    }

    ContainerTable table() {
        return table;
    }
}
