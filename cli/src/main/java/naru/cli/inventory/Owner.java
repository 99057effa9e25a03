package naru.cli.inventory;

/**
 * Whose a thing is.
 *
 * @param name as users know it, such as {@code web on front}, or what its tag says when nobody
 *     knows it; empty for none
 * @param known whether the journal still wants it
 */
public record Owner(String name, boolean known) {
    /** The daemon itself, which owns what is there once. */
    static final Owner NARU = new Owner("naru", true);

    /** Nobody: no tag says whose it is. */
    static final Owner NOBODY = new Owner("", false);
}
