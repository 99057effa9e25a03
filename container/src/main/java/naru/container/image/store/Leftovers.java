package naru.container.image.store;

import naru.container.tar.FileTree;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What is out of its place and still takes room on disk.
 *
 * @param chains the chain ids of the layers that went
 * @param folders where they are now
 */
record Leftovers(List<String> chains, List<Path> folders) {
    private static final System.Logger LOG = System.getLogger(Leftovers.class.getName());

    /** Nobody waits for it; what is left when we die goes at the next start. */
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
                LOG.log(System.Logger.Level.WARNING, "cannot remove " + folder, failure);
            }
        }
    }
}
