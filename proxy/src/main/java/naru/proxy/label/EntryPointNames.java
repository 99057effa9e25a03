package naru.proxy.label;

import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;

/** The entry points that a router names. */
final class EntryPointNames {
    private EntryPointNames() {}

    /** The names in lower case; unknown ones are problems, which list the known ones. */
    static Set<String> read(LabelNode node, String label, Settings settings) {
        var names = new LinkedHashSet<String>();
        for (var name : node.list(label)) {
            if (settings.names().contains(name)) {
                names.add(name.toLowerCase(Locale.ROOT));
            } else {
                node.child(label)
                        .problem(
                                "there is no entry point \""
                                        + name
                                        + "\"; there are "
                                        + String.join(", ", settings.names())
                                        + ". More are set by \"entry-points\" in"
                                        + " daemon.json's \"proxy\"");
            }
        }
        return names;
    }
}
