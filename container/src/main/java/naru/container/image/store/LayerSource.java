package naru.container.image.store;

import naru.container.image.format.Documents.Descriptor;

import java.io.IOException;

/** Where the layers of a new image come from. Any thread. */
public interface LayerSource {

    /** A layer is there already. */
    default void present(Descriptor layer) {}

    /** Unpacks a layer. Afterwards its blob is in the store, and has the layer's digest. */
    LayerStore.Unpacked unpack(Descriptor layer) throws IOException, InterruptedException;

    /** A layer has come to its place. */
    default void placed(Descriptor layer) {}
}
