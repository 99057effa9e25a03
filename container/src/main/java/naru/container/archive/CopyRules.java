package naru.container.archive;

import naru.container.tar.UnpackRules;
import naru.network.model.NaruException;

import java.nio.file.Path;

/**
 * What a copy into a container may do. Names and links of the archive lead nowhere out of that
 * container, since its root is the thread's.
 *
 * @param keepKinds a folder is not replaced by something else, nor something by a folder
 */
record CopyRules(Path folder, boolean keepKinds) implements UnpackRules {

    @Override
    public Path place(Path inside) {
        return folder.resolve(inside);
    }

    /** A copy into a folder leaves the folder itself as it is. */
    @Override
    public boolean describesFolder() {
        return false;
    }

    @Override
    public boolean isSign(Path path) {
        return false;
    }

    @Override
    public void checkReplacement(Path path, boolean isFolder, boolean byFolder) {
        if (keepKinds && isFolder) {
            throw refusal("directory", path, "non-directory");
        }
        if (keepKinds && byFolder) {
            throw refusal("non-directory", path, "directory");
        }
    }

    private NaruException refusal(String there, Path path, String coming) {
        return new NaruException.Invalid(
                "cannot overwrite "
                        + there
                        + " \""
                        + path
                        + "\" with "
                        + coming
                        + " \""
                        + folder
                        + "\"");
    }

    @Override
    public boolean attributesMayBeLost() {
        return true;
    }
}
