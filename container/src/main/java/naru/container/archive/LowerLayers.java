package naru.container.archive;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import naru.container.tar.FileKind;
import naru.container.tar.Whiteouts;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The layers below a container's own as one root file system, the way overlayfs merges them. */
final class LowerLayers {
    private final List<Path> layers;

    /** The topmost first. */
    LowerLayers(List<Path> layers) {
        this.layers = List.copyOf(layers);
    }

    /** A file in the layer that shows it. */
    record Found(Path path, FileKind kind) {}

    /** What one layer says of a path. */
    private sealed interface Answer {
        /** Nothing: ask the next layer. */
        enum Silent implements Answer {
            INSTANCE
        }

        /** It is gone, or something else hides it. */
        enum Hidden implements Answer {
            INSTANCE
        }

        /** {@code last}: the layers below have no say in what is in it. */
        record There(Found found, boolean last) implements Answer {}
    }

    /** What is at a path inside; null for nothing. */
    @Nullable Found at(Path inside) throws IOException {
        for (Path layer : layers) {
            switch (ask(layer, inside)) {
                case Answer.Silent _ -> {}
                case Answer.Hidden _ -> {
                    return null;
                }
                case Answer.There there -> {
                    return there.found;
                }
            }
        }
        return null;
    }

    /** The names in a folder; none when there is no such folder. */
    Set<Path> names(Path inside) throws IOException {
        var shown = new TreeSet<Path>();
        var gone = new HashSet<Path>();
        for (Path layer : layers) {
            var answer = ask(layer, inside);
            if (answer instanceof Answer.There there && there.found.kind.isFolder()) {
                collect(there.found.path, shown, gone);
                if (there.last) {
                    return shown;
                }
            } else if (!(answer instanceof Answer.Silent)) {
                return shown;
            }
        }
        return shown;
    }

    private static void collect(Path folder, Set<Path> shown, Set<Path> gone) throws IOException {
        try (var entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                Path name = entry.getFileName();
                if (Whiteouts.isWhiteout(FileKind.of(entry))) {
                    gone.add(name);
                } else if (!gone.contains(name)) {
                    shown.add(name);
                }
            }
        }
    }

    private static Answer ask(Path layer, Path inside) throws IOException {
        Path at = layer;
        boolean last = false;
        FileKind kind = null;
        for (Path name : inside) {
            if (kind != null && !kind.isFolder()) {
                return Answer.Hidden.INSTANCE; // a file where the path needs a folder
            }
            at = at.resolve(name);
            if (!Files.exists(at, NOFOLLOW_LINKS)) {
                return last ? Answer.Hidden.INSTANCE : Answer.Silent.INSTANCE;
            }
            kind = FileKind.of(at);
            if (Whiteouts.isWhiteout(kind)) {
                return Answer.Hidden.INSTANCE;
            }
            last |= kind.isFolder() && Whiteouts.isOpaque(at);
        }
        return new Answer.There(new Found(at, kind == null ? FileKind.of(at) : kind), last);
    }
}
