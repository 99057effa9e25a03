package naru.linux.route;

/** A change to the addresses of links. */
public sealed interface AddressChange extends Change {
    InterfaceAddress address();

    /** Adds an address; one that is there is refused with EEXIST. */
    record Add(InterfaceAddress address) implements AddressChange {}

    /** Adds an address, or changes the one that is there. */
    record Replace(InterfaceAddress address) implements AddressChange {}

    /** Removes an address; one that is not there is refused with EADDRNOTAVAIL. */
    record Delete(InterfaceAddress address) implements AddressChange {}
}
