package naru.proxy.label;

import naru.proxy.model.Workload;

import java.util.Optional;
import java.util.stream.Collectors;

/** The port of a workload that names none by a label. */
final class ExposedPorts {
    private ExposedPorts() {}

    /**
     * The only port that a workload exposes. Several are not guessed among: that is a problem of
     * {@code label}, which can name one.
     */
    static Optional<Integer> only(Workload workload, LabelNode label) {
        var ports = workload.ports();
        if (ports.size() == 1) {
            return Optional.of(ports.getFirst());
        }
        label.problem(
                ports.isEmpty()
                        ? "no exposed port is known; set this label to the one that serves"
                        : "the container exposes the ports "
                                + ports.stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", "))
                                + "; set this label to the one that serves");
        return Optional.empty();
    }
}
