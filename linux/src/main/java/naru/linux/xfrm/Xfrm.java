package naru.linux.xfrm;

import java.util.List;

/** The IPsec states and policies of a namespace. Any thread. */
public interface Xfrm extends AutoCloseable {
    /**
     * Adds a state. EEXIST if the destination has one with this SPI.
     *
     * @throws naru.linux.error.LinuxException EPROTONOSUPPORT if the kernel lacks ESP, ENOSYS if it
     *     lacks AES-GCM
     */
    void add(EspState state, EspKey key);

    /** Removes a state; an absent one is not an error. */
    void delete(EspState state);

    /** The states of ESP in transport mode with this id; not those that the kernel awaits. */
    List<EspState> states(int reqid);

    /** Adds a policy, or replaces the one with the same selector. */
    void put(EspPolicy policy);

    /** Removes a policy; an absent one is not an error. */
    void delete(EspPolicy policy);

    /** The policies that refer to states with this id. */
    List<EspPolicy> policies(int reqid);

    @Override
    void close();
}
