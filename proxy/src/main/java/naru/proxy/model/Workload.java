package naru.proxy.model;

import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A container, or a service of a Compose file, with the properties that define routes.
 *
 * @param name of the container, without the slash
 * @param project of Compose, empty for a container that was started alone
 * @param service of Compose, empty for a container that was started alone
 * @param ports the TCP ports that the image or the container exposes
 * @param oneOff whether {@code compose run} made it; such containers take no traffic
 */
public record Workload(
        String name,
        String project,
        String service,
        Map<String, String> labels,
        Map<String, String> environment,
        SortedSet<Integer> ports,
        boolean oneOff) {
    public Workload {
        labels = Map.copyOf(labels);
        environment = Map.copyOf(environment);
        ports = new TreeSet<>(ports);
    }

    /** Whether it is a file with routes. */
    public boolean isFile() {
        return project.equals(Name.FILES);
    }

    /** The name that Traefik gives to routes and services without one: {@code web-shop}. */
    public String defaultName() {
        return service.isEmpty() ? name : service + "-" + project;
    }
}
