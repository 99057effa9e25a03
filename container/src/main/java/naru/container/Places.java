package naru.container;

import naru.linux.Kernel;
import naru.linux.Netns;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the files of a container are. */
record Places(Path dataRoot, Path execRoot) {

    /**
     * Makes the folders that all containers share. That of the root file systems is a shared mount:
     * the unmounting of one then reaches the mount namespaces that conmons keep, too.
     */
    void prepare(Kernel kernel) throws IOException {
        Files.createDirectories(homes());
        Files.createDirectories(exits());
        Files.createDirectories(execRoot.resolve("bundles"));
        Files.createDirectories(roots());
        Netns.prepareDirectory(kernel, roots());
    }

    Path homes() {
        return dataRoot.resolve("containers");
    }

    /** Its files that outlive the boot. */
    Path home(String id) {
        return homes().resolve(id);
    }

    Path log(String id) {
        return home(id).resolve("container.log");
    }

    Path upper(String id) {
        return home(id).resolve("diff");
    }

    Path work(String id) {
        return home(id).resolve("work");
    }

    /** Where root file systems are mounted. */
    Path roots() {
        return execRoot.resolve("rootfs");
    }

    Path rootFs(String id) {
        return roots().resolve(shortId(id));
    }

    /** Short, because the name of a unix socket in it may have 107 bytes. */
    Path bundle(String id) {
        return execRoot.resolve("bundles").resolve(shortId(id));
    }

    Path exits() {
        return execRoot.resolve("exits");
    }

    Path exit(String id) {
        return exits().resolve(id);
    }

    Path runtimeRoot() {
        return execRoot.resolve("runtime");
    }

    static String shortId(String id) {
        return id.substring(0, 12);
    }
}
