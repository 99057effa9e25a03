package naru.container.image.store;

import naru.container.image.format.Documents.Descriptor;

import java.io.IOException;

/** The source of a new image's layers. For any thread. */
public interface LayerSource {

    /** A layer exists already. */
    default void present(Descriptor layer) {}

    /** Unpacks a layer. Afterwards its verified blob is in the store. */
    LayerStore.Unpacked unpack(Descriptor layer) throws IOException, InterruptedException;

    /** A layer is complete. */
    default void placed(Descriptor layer) {}
}
