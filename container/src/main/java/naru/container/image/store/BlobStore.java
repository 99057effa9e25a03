package naru.container.image.store;

import naru.container.image.format.Digest;
import naru.container.image.format.MalformedImageException;
import naru.container.tar.FileTree;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;

/**
 * Stores blobs by digest, one file each. A blob is written to a temporary file and renamed when its
 * digest is known, so it is complete or absent. For any thread.
 */
public final class BlobStore {
    private final Path directory;
    private final Path incoming;

    /** {@code root} contains nothing else. Incomplete files of an earlier process are removed. */
    public BlobStore(Path root) throws IOException {
        directory = Files.createDirectories(root.resolve("sha256"));
        incoming = root.resolve("incoming");
        FileTree.delete(incoming);
        Files.createDirectories(incoming);
    }

    Path directory() {
        return directory;
    }

    Path path(String digest) {
        return directory.resolve(Digest.hex(digest));
    }

    public boolean has(String digest) {
        return Files.exists(path(digest));
    }

    public byte[] read(String digest) throws IOException {
        return Files.readAllBytes(path(digest));
    }

    public InputStream open(String digest) throws IOException {
        return Files.newInputStream(path(digest));
    }

    public long size(String digest) throws IOException {
        return Files.size(path(digest));
    }

    /** Stores bytes, held by {@code hold}, and returns their digest. */
    public String put(byte[] bytes, Hold hold) throws IOException {
        try (var writer = writer()) {
            writer.write(bytes);
            return writer.commit(hold);
        }
    }

    void delete(String digest) throws IOException {
        Files.deleteIfExists(path(digest));
    }

    public Writer writer() throws IOException {
        return new Writer(Files.createTempFile(incoming, "blob", ""));
    }

    /** Writes one blob. Closing without a commit discards it. */
    public final class Writer extends FilterOutputStream {
        private final Path file;
        private final MessageDigest hash = Digest.sha256();
        private boolean closed;

        private Writer(Path file) throws IOException {
            super(open(file));
            this.file = file;
        }

        private static OutputStream open(Path file) throws IOException {
            return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
        }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            hash.update((byte) b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
            hash.update(bytes, offset, length);
        }

        /** Stores the written bytes, held by {@code hold}, and returns their digest. */
        public String commit(Hold hold) throws IOException {
            out.close();
            closed = true;
            String digest = hold.blob(Digest.finish(hash));
            Files.move(file, path(digest), StandardCopyOption.ATOMIC_MOVE);
            return digest;
        }

        /** Stores the written bytes if they have this digest. */
        public void commit(String expected) throws IOException {
            out.close();
            closed = true;
            String digest = Digest.finish(hash);
            if (!digest.equals(expected)) {
                Files.deleteIfExists(file);
                throw new MalformedImageException(
                        "filesystem layer verification failed for digest "
                                + expected
                                + ": the bytes have "
                                + digest);
            }
            Files.move(file, path(digest), StandardCopyOption.ATOMIC_MOVE);
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                out.close();
                Files.deleteIfExists(file);
            }
        }
    }
}
