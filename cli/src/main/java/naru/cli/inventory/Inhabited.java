package naru.cli.inventory;

import naru.linux.Netns;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * The network namespaces that processes are in.
 *
 * @param namespaces each as {@code net:[inode]}
 */
record Inhabited(Set<String> namespaces) {
    Inhabited {
        namespaces = Set.copyOf(namespaces);
    }

    static Inhabited now() {
        try (var processes = Files.newDirectoryStream(Path.of("/proc"), Inhabited::isProcess)) {
            var found = new HashSet<String>();
            for (Path process : processes) {
                addNamespace(process, found);
            }
            return new Inhabited(found);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Whether a process is in a sandbox's namespace, which for some is the host's. */
    boolean has(Sandbox sandbox) {
        if (sandbox.kind() == SandboxSpec.Kind.HOST) {
            return true;
        }
        if (!Files.exists(sandbox.netns())) {
            return false;
        }
        try (var netns = Netns.open(sandbox.netns())) {
            return namespaces.contains("net:[" + netns.inode() + "]");
        }
    }

    private static boolean isProcess(Path path) {
        return Character.isDigit(path.getFileName().toString().charAt(0));
    }

    private static void addNamespace(Path process, Set<String> found) {
        try {
            found.add(Files.readSymbolicLink(process.resolve("ns/net")).toString());
        } catch (IOException _) {
            // ended in the meantime, or a zombie
        }
    }
}
