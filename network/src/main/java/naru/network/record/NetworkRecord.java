package naru.network.record;

import naru.network.model.Network;

/**
 * A network in the journal. Written before anything is made in the kernel, removed after all is
 * gone.
 */
public record NetworkRecord(Network network) {}
