package naru.proxy.haproxy.text;

import naru.proxy.rule.AddressRange;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A named condition that an address lies in one of some ranges; a line has at most 64 words. */
public final class AddressAcl {
    private static final int PER_LINE = 40;

    private AddressAcl() {}

    /**
     * The lines that define the condition.
     *
     * @param sample the address, such as {@code src}
     */
    public static List<String> lines(String name, String sample, List<AddressRange> ranges) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < ranges.size(); i += PER_LINE) {
            lines.add(
                    "acl "
                            + name
                            + " "
                            + sample
                            + " -- "
                            + ranges.subList(i, Math.min(i + PER_LINE, ranges.size())).stream()
                                    .map(AddressRange::toString)
                                    .collect(Collectors.joining(" ")));
        }
        return lines;
    }
}
