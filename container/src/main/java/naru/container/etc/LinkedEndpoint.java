package naru.container.etc;

import naru.network.model.Endpoint;

/**
 * The endpoint of a linked container, and all names that the link gives it, separated by spaces.
 */
record LinkedEndpoint(Endpoint endpoint, String names) {}
