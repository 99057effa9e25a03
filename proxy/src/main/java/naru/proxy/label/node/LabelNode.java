package naru.proxy.label.node;

import naru.proxy.model.Problem;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Labels with dots in their keys as a tree. Names compare without case. Values that cannot be read
 * become problems; so does each label that no reader requests, with the most similar name that is
 * requested in the same place.
 */
public final class LabelNode {
    private final String workload;
    private final String key;
    private final String place;
    private final List<Problem> problems;
    private final Map<String, LabelNode> children = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final Set<String> known = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private @Nullable String value;
    private boolean read;

    private LabelNode(String workload, String key, List<Problem> problems) {
        this(workload, key, "", problems);
    }

    private LabelNode(String workload, String key, String place, List<Problem> problems) {
        this.workload = workload;
        this.key = key;
        this.place = place;
        this.problems = problems;
    }

    /** A tree without labels, which {@link #branch} and {@link #set} fill. */
    public static LabelNode empty(String workload, List<Problem> problems) {
        return new LabelNode(workload, "", problems);
    }

    /**
     * A new branch.
     *
     * @param at where it is written, such as {@code " (line 7)"}
     */
    public LabelNode branch(String name, String at) {
        var branch = new LabelNode(workload, path(name), at, problems);
        children.put(name, branch);
        return branch;
    }

    private String path(String name) {
        return key.isEmpty() ? name : key + "." + name;
    }

    /** Makes an empty map what the label {@code tls=true} is. */
    public void setFlag() {
        value = "true";
        read = true;
    }

    public void set(String text) {
        if (Words.hasControls(text.strip())) {
            read = true;
            problem("control characters are not possible in a value");
        } else {
            value = text;
        }
    }

    /** The tree of the labels below {@code root}, such as {@code traefik}. */
    public static LabelNode of(
            String workload, Map<String, String> labels, String root, List<Problem> problems) {
        var top = new LabelNode(workload, root, problems);
        new TreeMap<>(labels)
                .forEach((label, text) -> {
                    if (label.regionMatches(true, 0, root + ".", 0, root.length() + 1)) {
                        top.put(label.substring(root.length() + 1), text);
                    }
                });
        return top;
    }

    private void put(String path, String text) {
        var node = this;
        for (var name : path.split("\\.", -1)) {
            var parent = node;
            node =
                    node.children.computeIfAbsent(
                            name,
                            ignored -> new LabelNode(workload, parent.key + "." + name, problems));
        }
        node.set(text);
    }

    /** The whole key of the label. */
    public String key() {
        return key;
    }

    public boolean isEmpty() {
        return children.isEmpty();
    }

    /** Whether a label of a name is there. */
    public boolean has(String name) {
        return children.containsKey(name);
    }

    /** The names of the branches that have further ones. */
    public Set<String> branches() {
        var names = new TreeSet<String>(children.keySet());
        names.removeIf(name -> child(name, false).isEmpty());
        return names;
    }

    /** A branch that may have no labels. */
    public LabelNode child(String name) {
        return child(name, true);
    }

    private LabelNode child(String name, boolean isKnown) {
        if (isKnown) {
            known.add(name);
        }
        var child = children.get(name);
        return child == null ? new LabelNode(workload, key + "." + name, problems) : child;
    }

    /** The branches, by names that users choose. */
    public Map<String, LabelNode> named() {
        known.addAll(children.keySet());
        return children;
    }

    /** The branches {@code name[0]}, {@code name[1]} and so on. */
    public Collection<LabelNode> numbered(String name) {
        known.add(name + "[0]");
        var found = new ArrayList<LabelNode>();
        children.forEach((child, node) -> {
            if (child.regionMatches(true, 0, name + "[", 0, name.length() + 1)) {
                known.add(child);
                found.add(node);
            }
        });
        return found;
    }

    /** The values of header fields by name; names that are no tokens are problems. */
    public Map<String, String> fields() {
        var texts = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
        named().forEach((name, node) -> {
            if (Words.isToken(name)) {
                node.text().ifPresent(text -> texts.put(name, text));
            } else {
                node.markRead();
                node.problem("\"" + name + "\" cannot be the name of a header field");
            }
        });
        return texts;
    }

    /** The value of this node itself. */
    public Optional<String> text() {
        read = true;
        return Optional.ofNullable(value).map(String::strip);
    }

    public Optional<String> text(String name) {
        return child(name).text();
    }

    public String text(String name, String usual) {
        return text(name).orElse(usual);
    }

    public List<String> list(String name) {
        return text(name).map(Words::list).orElse(List.of());
    }

    public boolean flag(String name, boolean usual) {
        var child = child(name);
        return child.text()
                .map(text ->
                        switch (text.toLowerCase(java.util.Locale.ROOT)) {
                            case "true", "1", "t" -> true;
                            case "false", "0", "f" -> false;
                            default -> {
                                child.problem("expected true or false, got \"" + text + "\"");
                                yield usual;
                            }
                        })
                .orElse(usual);
    }

    public OptionalInt number(String name, int least, int most) {
        var number = big(name, least, most);
        return number.isPresent() ? OptionalInt.of((int) number.getAsLong()) : OptionalInt.empty();
    }

    public OptionalLong big(String name, long least, long most) {
        var child = child(name);
        var text = child.text();
        if (text.isEmpty()) {
            return OptionalLong.empty();
        }
        try {
            long number = Long.parseLong(text.get());
            if (number >= least && number <= most) {
                return OptionalLong.of(number);
            }
        } catch (NumberFormatException ignored) {
            // reported below
        }
        child.problem(
                "expected a number from " + least + " to " + most + ", got \"" + text.get() + "\"");
        return OptionalLong.empty();
    }

    public Duration duration(String name, Duration usual) {
        var child = child(name);
        var text = child.text();
        if (text.isEmpty()) {
            return usual;
        }
        var duration = Words.duration(text.get());
        if (duration.isEmpty()) {
            child.problem("expected a duration such as 10s, got \"" + text.get() + "\"");
        }
        return duration.orElse(usual);
    }

    /** Reports a label that is understood and not supported. */
    public void refuse(String name, String reason) {
        var child = child(name);
        if (child.value != null || !child.children.isEmpty()) {
            child.markRead();
            child.problem(reason);
        }
    }

    /** Accepts a label and its branches without effect. */
    public void accept(String name) {
        child(name).markRead();
    }

    /** How many problems of the workload are reported so far. */
    public int problems() {
        return problems.size();
    }

    public void problem(String text) {
        problems.add(new Problem(workload, key + place, text));
    }

    /** Reports every label below that was not requested. */
    public void reportUnread() {
        children.forEach((name, node) -> {
            if (!known.contains(name)) {
                var near = Words.nearest(name, known);
                var hint = near.map(n -> "; did you mean \"" + path(n) + "\"?").orElse("");
                node.unread().forEach(leaf -> leaf.problem("unknown label" + hint));
            } else {
                if (node.value != null && !node.read) {
                    node.problem("this label has no value of its own");
                }
                node.reportUnread();
            }
        });
    }

    private List<LabelNode> unread() {
        var unread = new ArrayList<LabelNode>();
        if (value != null && !read) {
            unread.add(this);
        }
        children.values().forEach(child -> unread.addAll(child.unread()));
        return unread;
    }

    private void markRead() {
        read = true;
        children.values().forEach(LabelNode::markRead);
    }
}
