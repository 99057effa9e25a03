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
 * The network namespaces with processes.
 *
 * @param namespaces each as {@code net:[inode]}
 */
record OccupiedNamespaces(Set<String> namespaces) {
    OccupiedNamespaces {
        namespaces = Set.copyOf(namespaces);
    }

    static OccupiedNamespaces now() {
        try (var processes =
                Files.newDirectoryStream(Path.of("/proc"), OccupiedNamespaces::isProcess)) {
            var found = new HashSet<String>();
            for (Path process : processes) {
                addNamespace(process, found);
            }
            return new OccupiedNamespaces(found);
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
