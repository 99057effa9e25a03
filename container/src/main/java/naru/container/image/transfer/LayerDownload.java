package naru.container.image.transfer;

import naru.container.image.format.Documents.Descriptor;
import naru.container.image.format.LayerLines;
import naru.container.image.registry.RegistryReader;
import naru.container.tar.SingleByte;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;

/**
 * A download of a blob from a registry. A broken connection is reopened and the download resumed.
 * For one thread.
 */
final class LayerDownload extends InputStream {
    private static final int ATTEMPTS = 5; // as Docker's max-download-attempts
    private static final Duration REPORT_EVERY = Duration.ofMillis(100);

    private final RegistryReader registry;
    private final Descriptor wanted;
    private final LayerLines lines;
    private final Duration pause;
    private InputStream in;
    private long position;
    private long reported;
    private int failures;

    /** {@code pause} before the first retry, doubled for each further one. */
    LayerDownload(RegistryReader registry, Descriptor wanted, LayerLines lines, Duration pause)
            throws IOException, InterruptedException {
        this.registry = registry;
        this.wanted = wanted;
        this.lines = lines;
        this.pause = pause;
        this.in = InputStream.nullInputStream();
        this.reported = System.nanoTime();
        try {
            connect();
        } catch (IOException broken) {
            again(broken);
        }
    }

    private void connect() throws IOException, InterruptedException {
        var tail = registry.blob(wanted.checkedDigest(), position);
        if (tail.isPresent()) {
            in = tail.get();
            return;
        }
        in = registry.blob(wanted.checkedDigest(), 0).orElseThrow();
        in.skipNBytes(position);
    }

    @Override
    public int read() throws IOException {
        return SingleByte.read(this);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        while (true) {
            try {
                int count = in.read(bytes, offset, length);
                if (count < 0 && position < wanted.size()) {
                    throw new IOException("unexpected EOF");
                }
                advance(Math.max(count, 0));
                return count;
            } catch (IOException broken) {
                try {
                    again(broken);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                    throw new IOException("context canceled", stopped);
                }
            }
        }
    }

    private void advance(int count) {
        position += count;
        failures = count > 0 ? 0 : failures;
        long now = System.nanoTime();
        if (now - reported >= REPORT_EVERY.toNanos()) {
            lines.progress(wanted, "Downloading", position);
            reported = now;
        }
    }

    /** Reconnects until it succeeds, or has failed too often without progress. */
    private void again(IOException broken) throws IOException, InterruptedException {
        IOException last = broken;
        while (++failures < ATTEMPTS && !Thread.currentThread().isInterrupted()) {
            var wait = pause.multipliedBy(1L << (failures - 1));
            lines.layer(wanted, "Retrying in " + Math.max(1, wait.toSeconds()) + " seconds");
            Thread.sleep(wait);
            try {
                connect();
                return;
            } catch (IOException further) {
                last = further;
            }
        }
        throw last;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
