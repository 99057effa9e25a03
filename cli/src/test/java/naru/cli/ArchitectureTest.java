package naru.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.attribute.PermittedSubclassesAttribute;
import java.lang.classfile.constantpool.Utf8Entry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds the structure of all modules, read from their class files: the order of packages in {@code
 * network}, no circles of packages, no circles of files, and no large packages. A sealed type and
 * the types that it permits may use each other.
 */
class ArchitectureTest {
    private static final List<String> MODULES =
            List.of(
                    "linux",
                    "network",
                    "dns",
                    "container",
                    "proxy",
                    "etcd",
                    "cluster",
                    "api",
                    "cli");
    private static final int MAX_FILES = 25;

    /** Packages with more files: etcd's client and server share their messages. */
    private static final Set<String> LARGE = Set.of("naru.etcd");

    /** From the bottom; a package uses only packages of lines above its own, or of none. */
    private static final List<Set<String>> NETWORK =
            List.of(
                    Set.of("address", "undo", "journal", "json"),
                    Set.of("publish"),
                    Set.of("model"),
                    Set.of("host", "option"),
                    Set.of("driver", "host.linux", "settings"),
                    Set.of("driver.veth"),
                    Set.of(
                            "dhcp",
                            "driver.bridge",
                            "driver.overlay",
                            "event",
                            "pool",
                            "record",
                            "relay",
                            "shared"),
                    Set.of("driver.lan", "firewall"),
                    Set.of("desired"),
                    Set.of("plan"),
                    Set.of("change"),
                    Set.of("reconcile"),
                    Set.of(""));

    private static final Pattern NAME = Pattern.compile("naru/[\\w/]+(?:\\$\\w+)*");

    /** The names of files that a file uses; both with their packages. */
    private static final Map<String, Set<String>> USES = new TreeMap<>();

    /** The files of which each has a sealed type that permits types of the others. */
    private static final Map<String, Set<String>> PERMITS = new HashMap<>();

    @BeforeAll
    static void readClassFiles() throws IOException {
        var models = new HashMap<String, ClassModel>();
        for (var module : MODULES) {
            var classes = Path.of("..", module, "target", "classes");
            try (var files = Files.walk(classes)) {
                for (Path file : files.filter(ArchitectureTest::isOurs).toList()) {
                    var model = ClassFile.of().parse(file);
                    models.put(model.thisClass().asInternalName(), model);
                }
            }
        }
        models.forEach((name, model) -> {
            var uses = USES.computeIfAbsent(file(name), _ -> new TreeSet<>());
            names(model)
                    .filter(models::containsKey)
                    .map(ArchitectureTest::file)
                    .filter(used -> !used.equals(file(name)))
                    .forEach(uses::add);
            model.findAttribute(Attributes.permittedSubclasses())
                    .ifPresent(permits -> addFamily(name, permits));
        });
    }

    private static boolean isOurs(Path file) {
        var name = file.getFileName().toString();
        return name.endsWith(".class")
                && !name.endsWith("-info.class")
                && !file.toString().contains("/etcd/wire/") // generated from etcd.proto
                && !name.contains("JsonAdapter")
                && !name.contains("JsonComponent");
    }

    private static Stream<String> names(ClassModel model) {
        var names = new HashSet<String>();
        for (var entry : model.constantPool()) {
            if (entry instanceof Utf8Entry text) {
                NAME.matcher(text.stringValue()).results().forEach(m -> names.add(m.group()));
            }
        }
        return names.stream();
    }

    private static void addFamily(String name, PermittedSubclassesAttribute permits) {
        for (var permitted : permits.permittedSubclasses()) {
            PERMITS.computeIfAbsent(file(name), _ -> new HashSet<>())
                    .add(file(permitted.asInternalName()));
        }
    }

    private static String file(String type) {
        int nested = type.indexOf('$');
        return (nested < 0 ? type : type.substring(0, nested)).replace('/', '.');
    }

    private static String packageOf(String file) {
        return file.substring(0, file.lastIndexOf('.'));
    }

    @Test
    void packagesOfNetworkUseLowerOnes() {
        var levels = new HashMap<String, Integer>();
        for (int level = 0; level < NETWORK.size(); level++) {
            for (var name : NETWORK.get(level)) {
                levels.put(name.isEmpty() ? "naru.network" : "naru.network." + name, level);
            }
        }
        var upward = new TreeSet<String>();
        packages()
                .forEach((user, used) -> {
                    if (user.startsWith("naru.network")) {
                        assertThat(levels).as("package without a place").containsKey(user);
                        used.stream()
                                .filter(other -> other.startsWith("naru.network"))
                                .filter(other -> levels.get(other) >= levels.get(user))
                                .forEach(other -> upward.add(user + " -> " + other));
                    }
                });
        assertThat(upward).isEmpty();
    }

    @Test
    void packagesFormNoCircles() {
        assertThat(circles(packages())).isEmpty();
    }

    @Test
    void filesFormNoCircles() {
        var uses = new TreeMap<String, Set<String>>();
        USES.forEach((user, used) ->
                uses.put(
                        user,
                        used.stream()
                                .filter(other -> !isFamily(user, other))
                                .collect(Collectors.toCollection(TreeSet::new))));
        var circles =
                circles(uses).stream()
                        .map(ArchitectureTest::withoutPackage)
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(circles).isEmpty();
    }

    /** {@code a.b: C D} for {@code a.b.C a.b.D}; circles of files stay within one package. */
    private static String withoutPackage(String circle) {
        var name = packageOf(circle.split(" ")[0]);
        return name + ": " + circle.replace(name + ".", "");
    }

    private static boolean isFamily(String one, String other) {
        return PERMITS.getOrDefault(one, Set.of()).contains(other)
                || PERMITS.getOrDefault(other, Set.of()).contains(one);
    }

    @Test
    void packagesAreSmall() {
        var sizes =
                USES.keySet().stream()
                        .collect(
                                Collectors.groupingBy(
                                        ArchitectureTest::packageOf, Collectors.counting()));
        var large = new TreeSet<String>();
        sizes.forEach((name, size) -> addIf(size > MAX_FILES, name, large));
        assertThat(large).as("packages of more than %d files", MAX_FILES).isEqualTo(LARGE);
    }

    private static void addIf(boolean wanted, String name, Collection<String> names) {
        if (wanted) {
            names.add(name);
        }
    }

    private static Map<String, Set<String>> packages() {
        var packages = new TreeMap<String, Set<String>>();
        USES.forEach((user, used) -> {
            var own = packages.computeIfAbsent(packageOf(user), _ -> new TreeSet<>());
            used.stream()
                    .map(ArchitectureTest::packageOf)
                    .filter(other -> !other.equals(packageOf(user)))
                    .forEach(own::add);
        });
        return packages;
    }

    /** The strongly connected parts of more than one node, as sorted names. */
    private static Set<String> circles(Map<String, Set<String>> uses) {
        var reach = new HashMap<String, Set<String>>();
        for (var start : uses.keySet()) {
            reach.put(start, reachable(start, node -> uses.getOrDefault(node, Set.of())));
        }
        var circles = new TreeSet<String>();
        for (var node : uses.keySet()) {
            var circle =
                    reach.get(node).stream()
                            .filter(other -> reach.getOrDefault(other, Set.of()).contains(node))
                            .collect(Collectors.toCollection(TreeSet::new));
            if (circle.size() > 1) {
                circles.add(String.join(" ", circle));
            }
        }
        return circles;
    }

    private static Set<String> reachable(String start, Function<String, Set<String>> uses) {
        var seen = new HashSet<String>();
        var waiting = new ArrayDeque<>(uses.apply(start));
        while (!waiting.isEmpty()) {
            var node = waiting.remove();
            if (seen.add(node)) {
                waiting.addAll(uses.apply(node));
            }
        }
        return seen;
    }
}
