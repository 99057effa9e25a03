package naru.proxy.label;

import naru.proxy.model.Definitions;
import naru.proxy.model.Workload;

/** Reads the definitions of a workload in all vocabularies. */
public final class Vocabularies {
    private Vocabularies() {}

    /** Reads all labels and variables. Errors are returned as problems of the result. */
    public static Definitions read(Workload workload, Settings settings) {
        return workload.oneOff()
                ? Definitions.none(workload)
                : NaruLabels.read(workload, settings)
                        .and(TraefikLabels.read(workload, settings))
                        .and(NginxProxyVariables.read(workload));
    }
}
