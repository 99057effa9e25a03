package naru.container.image.store;

import naru.container.tar.InsideRoot;
import naru.container.tar.TarUnpacker;
import naru.container.tar.UnpackRules;
import naru.container.tar.Whiteouts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Unpacks one layer into a folder that overlayfs takes as a lower one. Nothing is written outside
 * the folder, whatever the names and links in the layer say.
 */
final class LayerUnpacker implements UnpackRules {
    private final Path root;

    private LayerUnpacker(Path root) {
        this.root = root;
    }

    /** Reads a tar to its end; returns the sizes of its files together, in bytes. */
    static long unpack(Path root, InputStream tar) throws IOException {
        return new TarUnpacker(root, new LayerUnpacker(root)).unpack(tar);
    }

    @Override
    public Path place(Path inside) throws IOException {
        return InsideRoot.resolve(root, inside.getParent()).resolve(inside.getFileName());
    }

    @Override
    public boolean describesFolder() {
        return true;
    }

    @Override
    public boolean isSign(Path path) throws IOException {
        return Whiteouts.apply(path);
    }

    @Override
    public void checkReplacement(Path path, boolean isFolder, boolean byFolder) {
        // a later entry of a layer takes the place of an earlier one
    }

    @Override
    public boolean attributesMayBeLost() {
        return false;
    }
}
