package naru.container.image.store;

import naru.container.image.format.Digest;
import naru.container.image.format.Documents;
import naru.container.image.format.ImageRecord;

import java.io.IOException;
import java.io.InputStream;

/** Stores new layers: one pass writes the blob and the unpacked directory. */
public final class LayerKeeper {
    private final ImageStore store;
    private final Hold hold;

    public LayerKeeper(ImageStore store, Hold hold) {
        this.store = store;
        this.hold = hold;
    }

    /**
     * Reads a tar, which may be compressed, to its end.
     *
     * @param below the chain id of the layers below, empty for none
     */
    public ImageRecord.Layer keep(String below, InputStream packed) throws IOException {
        try (var out = store.blobs().writer();
                var unpacked = store.layers().unpack(new Tee(packed, out))) {
            packed.transferTo(out); // bytes after the end of the tar belong to the blob
            String digest = out.commit(hold);
            String chain = Digest.chain(below, unpacked.diffId());
            hold.layer(chain);
            unpacked.place(chain);
            return new ImageRecord.Layer(
                    digest, unpacked.diffId(), Documents.LAYER, unpacked.size());
        }
    }
}
