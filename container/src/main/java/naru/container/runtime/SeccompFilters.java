package naru.container.runtime;

import naru.container.oci.OciSpec;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * System call filters as crun has compiled them. The compilation of some 370 names for three
 * architectures takes longer than the rest of a start, and most containers have the same rules: the
 * filter is taken from the state that crun keeps of the first, and given to the others in an
 * annotation, in whose presence it compiles nothing. Other runtimes compile each time. Any thread
 * may call.
 */
final class SeccompFilters {
    static final String ANNOTATION = "run.oci.seccomp_bpf_data"; // crun(1)
    private static final String FILE = "seccomp.bpf"; // crun keeps it for exec
    private static final int MOST = 64;

    private final OciRuntime runtime;
    private final Map<OciSpec.Seccomp, String> compiled = new LinkedHashMap<>();

    SeccompFilters(OciRuntime runtime) {
        this.runtime = runtime;
    }

    /**
     * The same with the filter, if it is known. The rules remain, for a runtime that does not read
     * the annotation.
     */
    synchronized OciSpec withFilter(OciSpec spec) {
        String filter = compiled.get(spec.linux().seccomp());
        if (filter == null) {
            return spec;
        }
        var annotations = new TreeMap<>(spec.annotations());
        annotations.put(ANNOTATION, filter);
        return spec.with(annotations);
    }

    /** Remembers the filter of a container that has been created from {@code spec}. */
    synchronized void learn(String id, OciSpec spec) throws IOException {
        var rules = spec.linux().seccomp();
        Path file = runtime.root().resolve(id).resolve(FILE);
        if (rules == null || compiled.containsKey(rules) || !Files.exists(file)) {
            return;
        }
        if (compiled.size() == MOST) {
            compiled.remove(compiled.keySet().iterator().next());
        }
        compiled.put(rules, Base64.getEncoder().encodeToString(Files.readAllBytes(file)));
    }
}
