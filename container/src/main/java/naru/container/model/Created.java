package naru.container.model;

import java.util.List;

/** The answer to a creation: the new container's id, and what its maker should know. */
public record Created(String id, List<String> warnings) {
    public Created {
        warnings = List.copyOf(warnings);
    }
}
