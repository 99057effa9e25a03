package naru.container.etc;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Changes the lines of /etc/hosts that were written before, and no others: users add lines of their
 * own, and remove some. Pure.
 */
final class HostsEdit {
    private HostsEdit() {}

    /**
     * The file with the lines that are wanted now.
     *
     * @param current the file as it is
     * @param written the text that was written last
     * @param intended a text that was about to be written when the daemon died; else empty
     * @param wanted the text to write
     */
    static String apply(String current, String written, String intended, String wanted) {
        var old = lines(written);
        var target = lines(wanted);
        var gone = new LinkedHashSet<>(old);
        gone.addAll(lines(intended));
        gone.removeAll(target);
        var result = new ArrayList<String>();
        int place = 0; // behind the last line that stays and is not the user's
        for (String line : current.lines().toList()) {
            if (!gone.contains(line)) {
                result.add(line);
                place = target.contains(line) ? result.size() : place;
            }
        }
        var fresh = new ArrayList<>(target);
        if (intended.isEmpty()) {
            fresh.removeAll(old); // lines that the user has removed stay away
        }
        fresh.removeAll(result);
        result.addAll(place, fresh);
        return text(result);
    }

    private static Set<String> lines(String text) {
        return new LinkedHashSet<>(text.lines().toList());
    }

    private static String text(List<String> lines) {
        return lines.isEmpty() ? "" : String.join("\n", lines) + "\n";
    }
}
