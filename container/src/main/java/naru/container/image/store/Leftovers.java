package naru.container.image.store;

import naru.container.tar.FileTree;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * Removed layers that are not deleted from disk yet.
 *
 * @param chains the chain ids of the removed layers
 * @param folders their current directories
 */
record Leftovers(List<String> chains, List<Path> folders) {
    private static final System.Logger log = System.getLogger(Leftovers.class.getName());

    /** Deleted in the background; the next start removes what remains after a crash. */
    void removeSoon() {
        if (!folders.isEmpty()) {
            Thread.ofPlatform().daemon().name("naru-leftovers").start(this::remove);
        }
    }

    private void remove() {
        for (Path folder : folders) {
            try {
                FileTree.delete(folder);
            } catch (IOException failure) {
                log.log(System.Logger.Level.WARNING, "cannot remove " + folder, failure);
            }
        }
    }
}
