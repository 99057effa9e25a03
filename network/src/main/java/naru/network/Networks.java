package naru.network;

import naru.network.journal.Journal;
import naru.network.model.Endpoint;
import naru.network.model.EndpointSpec;
import naru.network.model.Network;
import naru.network.model.NetworkId;
import naru.network.model.NetworkSpec;
import naru.network.model.Sandbox;
import naru.network.model.SandboxSpec;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The front door: networks, and the sandboxes of running containers. Every change is validated,
 * written to the journal as an intention, applied to the kernel, and confirmed; after a failure the
 * host is as it was. Callable from any thread; calls for different containers run side by side.
 */
@SuppressWarnings("DoNotCallSuggester")
public final class Networks {
    /** Call {@link #restore} before anything else. */
    public Networks(NetworkSettings settings, Journal journal) {
        throw new UnsupportedOperationException(settings + " " + journal.getClass());
    }

    /**
     * Reads the journal and makes the host agree with it: leftovers go, what is missing comes back,
     * sandboxes of containers that are not alive are closed. The networks {@code bridge}, {@code
     * host} and {@code none} exist afterwards. From then on changes from outside are repaired.
     *
     * @param containerIsAlive by container id
     */
    public void restore(Predicate<String> containerIsAlive) {
        throw new UnsupportedOperationException(containerIsAlive.toString());
    }

    /**
     * Compares the host with what it should be and repairs it; changes nothing when all is right.
     */
    public void reconcile() {
        throw new UnsupportedOperationException();
    }

    /** Stops watching the kernel. Networks and sandboxes stay as they are. */
    public void stop() {
        throw new UnsupportedOperationException();
    }

    /** Adds a listener; before {@link #restore}, so that it hears of everything. */
    public void addListener(NetworkListener listener) {
        throw new UnsupportedOperationException(listener.toString());
    }

    /**
     * Creates a network.
     *
     * @throws naru.network.model.NaruException.Invalid naming every fault of the spec
     * @throws naru.network.model.NaruException.Conflict when the name is taken
     * @throws naru.network.model.NaruException.Forbidden when pools or bridges overlap
     */
    public Network create(NetworkSpec spec) {
        throw new UnsupportedOperationException(spec.toString());
    }

    /**
     * Deletes a network, named as {@link #get} does.
     *
     * @throws naru.network.model.NaruException.Forbidden when containers are attached, or for a
     *     predefined network
     */
    public void delete(String reference) {
        throw new UnsupportedOperationException(reference);
    }

    /**
     * Finds by full id, then by name, then by the beginning of an id that fits one network only.
     */
    public Optional<Network> find(String reference) {
        throw new UnsupportedOperationException(reference);
    }

    /**
     * Like {@link #find}, but a network must be there.
     *
     * @throws naru.network.model.NaruException.NotFound with Docker's text
     */
    public Network get(String reference) {
        throw new UnsupportedOperationException(reference);
    }

    /** Every network, oldest first. */
    public List<Network> list() {
        throw new UnsupportedOperationException();
    }

    /** Who is attached now, oldest first. */
    public List<Attached> endpoints(NetworkId network) {
        throw new UnsupportedOperationException(network.toString());
    }

    /** An endpoint and the sandbox that it is in. */
    public record Attached(Endpoint endpoint, Sandbox sandbox) {}

    /**
     * Checks the settings of an attachment before a container starts, as far as they can be judged
     * without one.
     *
     * @throws naru.network.model.NaruException.Invalid beginning {@code invalid config for network}
     * @throws naru.network.model.NaruException.NotFound when the network is not there
     */
    public void check(EndpointSpec spec) {
        throw new UnsupportedOperationException(spec.toString());
    }

    /**
     * Opens the sandbox of a starting container: namespace, every endpoint and every published
     * port, or nothing at all.
     */
    public Sandbox open(SandboxSpec spec) {
        throw new UnsupportedOperationException(spec.toString());
    }

    /** Closes the sandbox of a container that has stopped. Nothing to close is no error. */
    public void close(String containerId) {
        throw new UnsupportedOperationException(containerId);
    }

    /** Attaches a running container to one more network. */
    public Endpoint attach(String containerId, EndpointSpec spec) {
        throw new UnsupportedOperationException(containerId + spec);
    }

    /** Detaches a running container from a network. */
    public void detach(String containerId, NetworkId network) {
        throw new UnsupportedOperationException(containerId + network);
    }

    /** The open sandbox of a container. */
    public Optional<Sandbox> sandbox(String containerId) {
        throw new UnsupportedOperationException(containerId);
    }

    /** Every open sandbox, in no particular order. */
    public List<Sandbox> sandboxes() {
        throw new UnsupportedOperationException();
    }

    /** Gives the sandbox of a container, if one is open, the container's new name. */
    public void rename(String containerId, String name) {
        throw new UnsupportedOperationException(containerId + name);
    }
}
