package naru.network.host;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Network namespaces that are bound to files. A namespace lives as long as a file, a process in it
 * or a descriptor of this process keeps it. Any thread.
 */
public interface NamespaceFiles extends AutoCloseable {
    /** Prepares a directory for such files. Repeating it changes nothing. */
    void prepare(Path directory);

    /** Creates a namespace with these kernel parameters, binds it to {@code file} and holds it. */
    OpenNamespace create(Path file, Map<String, String> sysctls);

    /**
     * Enters the namespace of a file.
     *
     * @throws naru.linux.error.LinuxException ENOENT where there is no such file
     */
    OpenNamespace open(Path file);

    /** Holds the namespace of a file from now on, so that {@link #restore} can bind it again. */
    void hold(Path file);

    /** Binds a held namespace to its file again, where it is not bound to it. */
    void restore(Path file);

    /** Removes a file and releases its namespace. A file that is not there is no error. */
    void delete(Path file);

    boolean exists(Path file);

    List<Path> list(Path directory);

    /** Releases every held namespace; the files stay. */
    @Override
    void close();
}
