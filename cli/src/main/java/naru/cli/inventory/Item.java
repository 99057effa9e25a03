package naru.cli.inventory;

import java.util.Comparator;

/**
 * An object in the kernel or in the journal. Contains nothing that changes by itself: no counters,
 * ages or interface indexes.
 *
 * @param name its name in the usual tools
 * @param detail further properties, or empty
 * @param owner as {@link Owner#name}
 * @param leftover whether it is no longer desired
 */
public record Item(Kind kind, String name, String detail, String owner, boolean leftover)
        implements Comparable<Item> {
    private static final Comparator<Item> ORDER =
            Comparator.comparing(Item::kind)
                    .thenComparing(Item::name)
                    .thenComparing(Item::detail)
                    .thenComparing(Item::owner)
                    .thenComparing(Item::leftover);

    static Item of(Kind kind, String name, String detail, Owner owner) {
        return new Item(kind, name, detail, owner.name(), !owner.known());
    }

    @Override
    public int compareTo(Item other) {
        return ORDER.compare(this, other);
    }
}
