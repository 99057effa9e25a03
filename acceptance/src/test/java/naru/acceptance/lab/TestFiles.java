package naru.acceptance.lab;

import java.nio.file.Path;

/** Scripts and Compose files that tests hand to other programs. */
public final class TestFiles {
    private TestFiles() {}

    /** Where {@code name}, such as {@code python/images.py}, is on disk. */
    public static String path(String name) {
        return Product.root()
                .resolve("acceptance/src/test/resources/naru/acceptance")
                .resolve(Path.of(name))
                .toString();
    }
}
