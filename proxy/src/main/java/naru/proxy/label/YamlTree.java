package naru.proxy.label;

import naru.proxy.label.node.LabelNode;

import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

import java.util.ArrayList;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A YAML document as the tree that the same settings in labels make. */
final class YamlTree {
    private static final int MAX_DEPTH = 16;

    private YamlTree() {}

    /**
     * Fills a tree.
     *
     * @throws RouteFileException if the text is no YAML, or no map of keys
     */
    static void fill(LabelNode root, String yaml) throws RouteFileException {
        var top = parse(yaml);
        if (top.isEmpty()) {
            return;
        }
        if (!(top.get() instanceof MappingNode map)) {
            throw new RouteFileException(
                    line(top.get()), "expected keys such as http, tcp and tls");
        }
        fill(root, map, 0);
    }

    /** The keys of the outermost map; none if there is no such map. */
    static Set<String> keys(String yaml) {
        try {
            var keys = new TreeSet<String>();
            if (parse(yaml).orElse(null) instanceof MappingNode map) {
                map.getValue().forEach(entry -> keys.add(text(entry.getKeyNode())));
            }
            return keys;
        } catch (RouteFileException ignored) {
            return Set.of();
        }
    }

    private static Optional<Node> parse(String yaml) throws RouteFileException {
        try {
            var settings = LoadSettings.builder().setMaxAliasesForCollections(20).build();
            return new Compose(settings).composeString(yaml);
        } catch (MarkedYamlEngineException e) {
            var mark = e.getProblemMark();
            throw new RouteFileException(
                    mark.map(found -> found.getLine() + 1).orElse(1),
                    String.valueOf(e.getProblem()));
        } catch (YamlEngineException e) {
            var message = String.valueOf(e.getMessage());
            throw new RouteFileException(1, message.lines().findFirst().orElse(""));
        }
    }

    private static void fill(LabelNode tree, MappingNode map, int depth) throws RouteFileException {
        for (var entry : map.getValue()) {
            var name = text(entry.getKeyNode());
            if (tree.has(name)) {
                throw new RouteFileException(
                        line(entry.getKeyNode()), "\"" + name + "\" is there twice");
            }
            add(tree, name, entry.getValueNode(), line(entry.getKeyNode()), depth);
        }
    }

    private static void add(LabelNode tree, String name, Node value, int line, int depth)
            throws RouteFileException {
        if (depth > MAX_DEPTH) {
            throw new RouteFileException(line, "is nested too deep");
        }
        switch (value) {
            case MappingNode map -> {
                var branch = tree.branch(name, place(line));
                if (map.getValue().isEmpty()) {
                    branch.setFlag();
                }
                fill(branch, map, depth + 1);
            }
            case SequenceNode list -> add(tree, name, list, line, depth);
            case ScalarNode scalar -> {
                if (!scalar.getTag().equals(Tag.NULL)) {
                    tree.branch(name, place(line)).set(scalar.getValue());
                }
            }
            default -> throw new RouteFileException(line, "not a map, list or value");
        }
    }

    /** A list of values is one label with commas, a list of maps is labels with numbers. */
    private static void add(LabelNode tree, String name, SequenceNode list, int line, int depth)
            throws RouteFileException {
        var values = new ArrayList<String>();
        int number = 0;
        for (var element : list.getValue()) {
            if (element instanceof ScalarNode scalar) {
                if (scalar.getValue().indexOf(',') >= 0) {
                    throw new RouteFileException(
                            line(element), "a comma is not possible in an element of a list");
                }
                values.add(scalar.getValue());
            } else {
                add(tree, name + "[" + number++ + "]", element, line(element), depth + 1);
            }
        }
        if (number == 0) {
            tree.branch(name, place(line)).set(String.join(",", values));
        }
    }

    private static String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : "?";
    }

    private static String place(int line) {
        return " (line " + line + ")";
    }

    private static int line(Node node) {
        return node.getStartMark().map(mark -> mark.getLine() + 1).orElse(1);
    }
}
