package naru.linux.route;

/** A change to the addresses of links. */
public sealed interface AddressChange extends Change {
    InterfaceAddress address();

    /** Adds an address; EEXIST if it exists. */
    record Add(InterfaceAddress address) implements AddressChange {}

    /** Adds an address, or changes the existing one. */
    record Replace(InterfaceAddress address) implements AddressChange {}

    /** Removes an address; EADDRNOTAVAIL if it does not exist. */
    record Delete(InterfaceAddress address) implements AddressChange {}
}
