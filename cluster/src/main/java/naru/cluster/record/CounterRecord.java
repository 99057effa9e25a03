package naru.cluster.record;

import io.avaje.jsonb.Json;

/**
 * What all transactions that create a network replace, so that each decides on a list of networks
 * that no other has changed.
 *
 * @param change drawn by each transaction
 * @param nextVni where the search for a free VNI begins; one that was in use is reused last
 */
@Json
public record CounterRecord(String change, int nextVni) {}
