package naru.proxy.label;

import naru.proxy.label.node.LabelNode;
import naru.proxy.model.Workload;

import java.util.Optional;
import java.util.stream.Collectors;

/** The port of a workload, by a label or because it is the only one. */
final class ExposedPorts {
    static final int MAX_PORT = 65_535;

    private ExposedPorts() {}

    /** The port that the label {@code port} names, or else the only one that is exposed. */
    static Optional<Integer> of(Workload workload, LabelNode labels) {
        var port = labels.number("port", 1, MAX_PORT);
        if (port.isPresent()) {
            return Optional.of(port.getAsInt());
        }
        return labels.text("port").isPresent()
                ? Optional.empty() // its problem is reported already
                : only(workload, labels.child("port"));
    }

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
