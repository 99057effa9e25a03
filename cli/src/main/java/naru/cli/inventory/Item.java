package naru.cli.inventory;

import java.util.Comparator;

/**
 * One thing in the kernel or in the journal. Holds nothing that changes by itself: no counters, no
 * ages, no interface numbers.
 *
 * @param name what the usual tools call it
 * @param detail what else is to be told, or empty
 * @param owner as {@link Owner#name}
 * @param leftover whether nobody wants it any more
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
