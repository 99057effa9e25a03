package naru.container.image.store;

import naru.container.tar.InsideRoot;
import naru.container.tar.TarUnpacker;
import naru.container.tar.UnpackRules;
import naru.container.tar.Whiteouts;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;

/**
 * Unpacks one layer into a directory for use as a lower one of overlayfs. Nothing is written
 * outside the directory, regardless of names and links in the layer.
 */
final class LayerUnpacker implements UnpackRules {
    private final Path root;

    private LayerUnpacker(Path root) {
        this.root = root;
    }

    /** Reads a tar to its end; returns the total size of its files in bytes. */
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
        // a later entry of a layer replaces an earlier one
    }

    @Override
    public boolean attributesMayBeLost() {
        return false;
    }
}
