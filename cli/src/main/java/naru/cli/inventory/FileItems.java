package naru.cli.inventory;

import naru.linux.MountPoint;
import naru.linux.MountTable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Items in the file system: files of namespaces, and mounts. */
final class FileItems {
    private static final String NAMESPACES = "netns"; // below the exec root

    private FileItems() {}

    static List<Item> read(Path dataRoot, Path execRoot, Owners owners) {
        var items = new ArrayList<Item>();
        var folder = execRoot.resolve(NAMESPACES);
        if (Files.isDirectory(folder)) {
            try (var files = Files.newDirectoryStream(folder)) {
                files.forEach(file -> items.add(namespace(file, owners)));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
        items.addAll(mounts(dataRoot, owners));
        items.addAll(execRoot.startsWith(dataRoot) ? List.of() : mounts(execRoot, owners));
        return items;
    }

    private static Item namespace(Path file, Owners owners) {
        Owner owner = owners.ofPath(file.getFileName().toString());
        boolean foreign = owner.equals(Owner.NARU); // a name without an id
        return Item.of(Kind.NAMESPACE, file.toString(), "", foreign ? Owner.NONE : owner);
    }

    private static List<Item> mounts(Path root, Owners owners) {
        var items = new ArrayList<Item>();
        for (MountPoint mount : MountTable.below(root)) {
            if (!mount.target().equals(root)) { // a separate disk, not created by Naru
                Owner owner = owners.ofPath(root.relativize(mount.target()).toString());
                items.add(Item.of(Kind.MOUNT, mount.target().toString(), mount.type(), owner));
            }
        }
        return items;
    }
}
