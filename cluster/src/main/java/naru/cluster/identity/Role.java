package naru.cluster.identity;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a node is in the cluster. */
public enum Role {
    WORKER,
    MANAGER;

    /** As the API and the CLI write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** As certificates have it: the unit of their subject, and a name of the host. */
    public String unit() {
        return "swarm-" + word();
    }

    static Optional<Role> ofUnit(String unit) {
        return Arrays.stream(values()).filter(role -> role.unit().equals(unit)).findFirst();
    }
}
