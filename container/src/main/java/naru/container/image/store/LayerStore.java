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
 * Unpacked layers, a folder each, named after what is in them and below them, so that images share
 * them. A layer is there whole or not at all. Any thread; the same layer by one at a time.
 */
public final class LayerStore {
    /** Short, because all the layers of a container go into one page of mount options. */
    private static final int NAME_LENGTH = 16;

    private final Path directory;
    private final Path incoming;

    /** {@code root} holds nothing else. What an earlier process left half-unpacked is removed. */
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

    /** The folders of an image's layers for overlayfs, the topmost first. */
    public List<Path> folders(List<String> diffIds) {
        var folders = new ArrayList<Path>();
        for (String chainId : chainIds(diffIds)) {
            folders.addFirst(path(chainId));
        }
        return folders;
    }

    /** The chain ids of layers, the lowest first. */
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
                tar.transferTo(OutputStream.nullOutputStream()); // padding counts too
                return new Unpacked(folder, Digest.finish(hash), size);
            }
        } catch (IOException | RuntimeException failure) {
            FileTree.delete(folder);
            throw failure;
        }
    }

    /** A layer that has no place yet. Closing forgets it unless it was given one, or is kept. */
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

        /** The sizes of its files together, in bytes. */
        long size() {
            return size;
        }

        /** The same layer for somebody else to close. */
        public Unpacked kept() {
            passedOn = true;
            return new Unpacked(folder, diffId, size);
        }

        /** Makes it the layer {@code chainId}, unless that is there already. */
        void place(String chainId) throws IOException {
            Path place = path(chainId);
            if (!Files.isDirectory(place)) {
                try {
                    Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
                } catch (IOException failure) {
                    if (!Files.isDirectory(place)) { // another pull was first
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

    /** Takes a layer away at once; the caller removes the folder that is returned when it likes. */
    Optional<Path> discard(String chainId) throws IOException {
        Path folder = path(chainId);
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        Path gone = Files.createTempDirectory(incoming, "gone");
        return Optional.of(Files.move(folder, gone, StandardCopyOption.ATOMIC_MOVE));
    }
}
