package naru.cli.inventory;

/**
 * The owner of an object.
 *
 * @param name as known to users, such as {@code web on front}, or the tag's text if it is unknown;
 *     empty for none
 * @param known whether it is in the journal
 */
public record Owner(String name, boolean known) {
    /** The daemon itself, which owns shared objects. */
    static final Owner NARU = new Owner("naru", true);

    /** No owner: there is no tag. */
    static final Owner NONE = new Owner("", false);
}
