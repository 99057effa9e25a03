package naru.container.image;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

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

    boolean has(String chainId) {
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
    static List<String> chainIds(List<String> diffIds) {
        var chain = new ArrayList<String>();
        String below = "";
        for (String diffId : diffIds) {
            below = Digest.chain(below, diffId);
            chain.add(below);
        }
        return chain;
    }

    /**
     * Unpacks a layer, which may be compressed, and returns its diff id.
     *
     * @param below the chain id of the layers below, empty for none
     * @param expected the diff id that it must have; empty for any
     */
    String unpack(String below, String expected, InputStream packed) throws IOException {
        Path folder = Files.createTempDirectory(incoming, "layer");
        try {
            Files.setAttribute(folder, "unix:mode", 0755);
            String diffId = unpackInto(folder, packed);
            if (!expected.isEmpty() && !expected.equals(diffId)) {
                throw new MalformedImageException(
                        "layer is " + diffId + " but its image says " + expected);
            }
            Path place = path(Digest.chain(below, diffId));
            if (!Files.isDirectory(place)) {
                Files.move(folder, place, StandardCopyOption.ATOMIC_MOVE);
            }
            return diffId;
        } finally {
            FileTree.delete(folder);
        }
    }

    private static String unpackInto(Path folder, InputStream packed) throws IOException {
        var hash = Digest.sha256();
        var tar = new Hashing(Compression.unpack(packed), hash);
        new LayerUnpacker(folder).unpack(tar);
        tar.transferTo(java.io.OutputStream.nullOutputStream()); // padding counts too
        return Digest.finish(hash);
    }

    void delete(String chainId) throws IOException {
        FileTree.delete(path(chainId));
    }

    /** Hashes what is read. */
    private static final class Hashing extends FilterInputStream {
        private final MessageDigest hash;

        Hashing(InputStream in, MessageDigest hash) {
            super(in);
            this.hash = hash;
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            if (b >= 0) {
                hash.update((byte) b);
            }
            return b;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            int count = in.read(bytes, offset, length);
            if (count > 0) {
                hash.update(bytes, offset, count);
            }
            return count;
        }

        @Override
        public long skip(long count) throws IOException {
            return readNBytes((int) Math.min(count, 1 << 16)).length; // what is skipped counts too
        }

        @Override
        public boolean markSupported() {
            return false;
        }
    }
}
