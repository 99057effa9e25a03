package naru.network.host;

import naru.linux.route.Link;
import naru.network.model.NaruException;

import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;

/** Other installations of Naru that have links in this network namespace, by the links' tags. */
public final class Installations {
    private static final int MAX_NAMED = 3; // links in a message

    private Installations() {}

    /**
     * Another installation.
     *
     * @param dataRoot null where no tag names it
     */
    public record Other(String instance, @Nullable Path dataRoot, List<String> links) {
        public Other {
            links = List.copyOf(links);
        }

        /** {@code the installation 0123456789ab with the data root /srv/naru}. */
        public String describe() {
            return "the installation "
                    + instance
                    + (dataRoot == null ? "" : " with the data root " + dataRoot);
        }

        /** Its links, or the first of them. */
        public String named() {
            int more = links.size() - MAX_NAMED;
            var first = String.join(", ", links.subList(0, Math.min(MAX_NAMED, links.size())));
            return more > 0 ? first + " and " + more + " more" : first;
        }
    }

    /** The installations other than {@code self}, by instance; links in the order of names. */
    public static List<Other> others(Collection<Link> links, Owner self) {
        var roots = new TreeMap<String, Path>();
        var byInstance = new TreeMap<String, List<String>>();
        for (var link : links) {
            var tag = Owner.parse(link.alias());
            var instance = tag.map(Owner.Tag::instance).orElse("");
            if (!instance.isEmpty() && !instance.equals(self.instance())) {
                byInstance.computeIfAbsent(instance, _ -> new ArrayList<>()).add(link.name());
                tag.map(Owner.Tag::dataRoot).ifPresent(root -> roots.put(instance, root));
            }
        }
        var others = new ArrayList<Other>();
        byInstance.forEach((instance, names) ->
                others.add(
                        new Other(
                                instance, roots.get(instance), names.stream().sorted().toList())));
        return others;
    }

    /**
     * Refuses to start beside another installation: the tables {@code naru} and the names of
     * bridges are the same. Returns the instances whose data root has another identity by now;
     * their links are leftovers.
     */
    public static Set<String> admit(Collection<Link> links, Owner self) {
        return admit(links, self, Instance::isReplaced);
    }

    static Set<String> admit(
            Collection<Link> links, Owner self, BiPredicate<Path, String> isReplaced) {
        var abandoned = new HashSet<String>();
        for (var other : others(links, self)) {
            var root = other.dataRoot();
            if (root == null || !isReplaced.test(root, other.instance())) {
                throw new NaruException.HostFailure(refusal(other));
            }
            abandoned.add(other.instance());
        }
        return abandoned;
    }

    private static String refusal(Other other) {
        var root = other.dataRoot();
        return "this network namespace holds links of another installation of Naru (%s), %s; %s"
                .formatted(
                        other.named(),
                        root == null ? "instance " + other.instance() : "data root " + root,
                        (root == null
                                        ? "start that daemon instead"
                                        : "start the daemon with --data-root " + root + " instead")
                                + ", or, if that installation is no longer used, delete its links"
                                + " (ip link delete NAME)");
    }
}
