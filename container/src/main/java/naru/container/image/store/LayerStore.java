package naru.container.image.store;

import naru.container.image.format.Compression;
import naru.container.image.format.Digest;
import naru.container.tar.FileTree;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Unpacked layers, one directory each, named by chain id, so that images share them. A layer is
 * complete or absent. For any thread; one at a time per layer.
 */
public final class LayerStore {
    /** Short, because all layers of a container have to fit into one page of mount options. */
    private static final int NAME_LENGTH = 16;

    private final Path directory;
    private final Path incoming;

    /** {@code root} contains nothing else. Incomplete layers of an earlier process are removed. */
    public LayerStore(Path root) throws IOException {
        directory = Files.createDirectories(root);
        incoming = root.resolve("incoming");
        FileTree.delete(incoming);
        Files.createDirectories(incoming);
    }

    Path directory() {
        return directory;
    }

    Path incoming() {
        return incoming;
    }

    Path path(String chainId) {
        return directory.resolve(Digest.hex(chainId).substring(0, NAME_LENGTH));
    }

    public boolean has(String chainId) {
        return Files.isDirectory(path(chainId));
    }

    /** The directories of an image's layers for overlayfs, topmost first. */
    public List<Path> folders(List<String> diffIds) {
        var folders = new ArrayList<Path>();
        for (String chainId : chainIds(diffIds)) {
            folders.addFirst(path(chainId));
        }
        return folders;
    }

    /** The chain ids of layers, lowest first. */
    public static List<String> chainIds(List<String> diffIds) {
        var chain = new ArrayList<String>();
        String below = "";
        for (String diffId : diffIds) {
            below = Digest.chain(below, diffId);
            chain.add(below);
        }
        return chain;
    }

    /** Unpacks a layer, which may be compressed, beside the others. */
    public Unpacked unpack(InputStream packed) throws IOException {
        Path folder = Files.createTempDirectory(incoming, "layer");
        try {
            Files.setAttribute(folder, "unix:mode", 0755);
            var hash = Digest.sha256();
            try (var plain = new ReadAhead(Compression.unpack(packed))) {
                var tar =
                        new Tee(
                                plain,
                                new DigestOutputStream(OutputStream.nullOutputStream(), hash));
                long size = LayerUnpacker.unpack(folder, tar);
                tar.transferTo(OutputStream.nullOutputStream()); // including padding
                return new Unpacked(folder, Digest.finish(hash), size);
            }
        } catch (IOException | RuntimeException failure) {
            FileTree.delete(folder);
            throw failure;
        }
    }

    /** An uncommitted layer. Closing discards it unless it was committed or retained. */
    public final class Unpacked implements AutoCloseable {
        private final Path folder;
        private final String diffId;
        private final long size;
        private boolean passedOn;

        private Unpacked(Path folder, String diffId, long size) {
            this.folder = folder;
            this.diffId = diffId;
            this.size = size;
        }

        String diffId() {
            return diffId;
        }

        /** The total size of its files in bytes. */
        long size() {
            return size;
        }

        /** The same layer, for another owner to close. */
        public Unpacked kept() {
            passedOn = true;
            return new Unpacked(folder, diffId, size);
        }

        /** Commits it as {@code chainId}, unless that exists already. */
        void place(String chainId) throws IOException {
            Path place = path(chainId);
            if (!Files.isDirectory(place)) {
                try {
                    Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException failure) {
                    if (!Files.isDirectory(place)) { // another pull was faster
                        throw failure;
                    }
                }
            }
        }

        @Override
        public void close() throws IOException {
            if (!passedOn) {
                FileTree.delete(folder);
            }
        }
    }

    /** Removes a layer from the store at once; the caller deletes the returned directory later. */
    Optional<Path> discard(String chainId) throws IOException {
        Path folder = path(chainId);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        Path gone = Files.createTempDirectory(incoming, "gone");
        return Optional.of(Files.move(folder, gone, StandardCopyOption.ATOMIC_MOVE));
    }
}
