package naru.proxy.haproxy.text;

import java.util.ArrayList;
import java.util.List;

/** A section of the configuration: its head and the lines below. */
public final class Section {
    private final String head;
    private final List<String> lines = new ArrayList<>();

    public Section(String head) {
        this.head = head;
    }

    public Section add(String line) {
        lines.add(line);
        return this;
    }

    public Section addIf(boolean condition, String line) {
        return condition ? add(line) : this;
    }

    public Section addAll(List<String> more) {
        lines.addAll(more);
        return this;
    }

    @Override
    public String toString() {
        var text = new StringBuilder(head).append('\n');
        lines.forEach(line -> text.append("  ").append(line).append('\n'));
        return text.append('\n').toString();
    }
}
