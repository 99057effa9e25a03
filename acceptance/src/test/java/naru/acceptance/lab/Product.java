package naru.acceptance.lab;

import java.nio.file.Files;
import java.nio.file.Path;

/** Where the built product is. */
public final class Product {
    private Product() {}

    /** The project's own folder; Maven starts tests in the module's. */
    public static Path root() {
        var folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("bin/naru"))) {
            folder = folder.getParent();
            if (folder == null) {
                throw new IllegalStateException("no bin/naru in any folder above");
            }
        }
        return folder;
    }

    /** The launcher. */
    public static String naru() {
        return root().resolve("bin/naru").toString();
    }
}
